"""`feedback-ai backlog plan|verify|watch|measure|done|estimate`: what is done about an item, and whether it worked."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.backlog import ItemId
from feedback_ai.cli.backlog_shown import echo_item
from feedback_ai.cli.options import TIME, Actor, Language, actor_name, as_json, moment, opened_store
from feedback_ai.cli.tables import ViewFormat
from feedback_ai.schema.marks import joined, listed, titled
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.backlog_closed import WatchView
    from feedback_ai.services.backlog_views import ItemDetail
    from feedback_ai.services.verification import Interval, Verification

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Last day, or moment, that counts (UTC); else the newest record's. No look ahead."),
]
WORDS = {
    "en": {
        "effective": "effective",
        "ineffective": "ineffective",
        "undecided": "undecided",
        "watching": "watching until {until}",
        "recurred": "the problem came back, found on {on}",
        "over": "watch over since {until}, it held",
        "not comparable": "labelled by another model",
        "not watched": "not watched: {why}",
        "like relapse": "as many texts as a relapse makes in period {} after closing: look at them",
        "evidence": "highest evidence of a return {statistic:.1f}, counted as back above {limit:.1f} "
        "(natural logarithm of summed likelihood ratios; 0 is none)",
        "of": "{} of {} texts",
        "ratio": "ratio",
        "controls": "controls, which are taken off: {}",
        "late": "The test was fixed after its follow-up began: it is no proof that was planned.",
        "to": "to",
        "reopened": "opened again",
        "twin": "item {} goes on",
        "none": "no item was closed within six months",
    },
    "zh": {
        "effective": "有效",
        "ineffective": "无效",
        "undecided": "未定",
        "watching": "跟踪至 {until}",
        "recurred": "问题复发，发现于 {on}",
        "over": "跟踪于 {until} 期满，效果保持",
        "not comparable": "由另一模型标注，不可比",
        "not watched": "未跟踪：{why}",
        "like relapse": "关闭后第 {} 期的文本数已达复发时的数量：请查看",
        "evidence": "复发证据最高为 {statistic:.1f}，超过 {limit:.1f} 即判为复发（似然比之和的自然对数；0 表示没有）",
        "of": "{1} 条中的 {0} 条",
        "ratio": "比值",
        "controls": "对照（其他单位，已扣除）：{}",
        "late": "检验方案在观察期开始之后才确定，不算事先计划的证明。",
        "to": "至",
        "reopened": "已重新打开",
        "twin": "由改进项 {} 继续",
        "none": "六个月内没有已关闭的改进项",
    },
}


def plan(
    item_id: ItemId,
    start: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar=TIME, help="When the countermeasure is in place, UTC; else at `check`."),
    ] = None,
    baseline_weeks: Annotated[int, typer.Option(help="Weeks before that, 4 to 104.")] = 52,
    weeks: Annotated[int, typer.Option(help="Length of the follow-up, 4 to 104.")] = 12,
    target: Annotated[float, typer.Option(help="Ratio, after by before, that is aimed at.")] = 0.5,
    smallest: Annotated[float, typer.Option(help="Ratio from which a fall matters.")] = 0.7,
    significance: Annotated[float, typer.Option(help="Chance at most that no effect is called one.")] = 0.05,
    label: Annotated[
        list[str] | None,
        typer.Option(help="dimension or cause, if they must fit too; may be repeated; none if neither need."),
    ] = None,
    controls: Annotated[str, typer.Option(help="none, or units: subtract what happened at the others.")] = "none",
    sensitivity: Annotated[float | None, typer.Option(help="Of the labels; of the model's card if not told.")] = None,
    specificity: Annotated[float | None, typer.Option(help="Of the labels, together with the former.")] = None,
    as_of: AsOf = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Fix the effect test of an item before work begins, and tell the power that it has."""
    from feedback_ai.services import backlog_effect
    from feedback_ai.services.effect_options import labels_of
    from feedback_ai.services.topics_window import parse_as_of

    labels = labels_of(label)
    with opened_store() as store:
        item = backlog_effect.plan_effect(
            store,
            item_id,
            actor=actor_name(actor),
            start=start,
            baseline_weeks=baseline_weeks,
            weeks=weeks,
            target=target,
            smallest=smallest,
            significance=significance,
            labels=labels,
            controls=controls,
            sensitivity=sensitivity,
            specificity=specificity,
            as_of=parse_as_of(as_of),
        )
    _echo(item, lang, format)


def verify(
    item_id: ItemId, as_of: AsOf = None, actor: Actor = None, lang: Language = "en", format: ViewFormat = "table"
) -> None:
    """Judge an item by its effect test: effective, ineffective or undecided; kept, unless --as-of is given."""
    from feedback_ai.services import backlog_effect
    from feedback_ai.services.topics_window import parse_as_of

    moment = parse_as_of(as_of)
    with opened_store() as store:
        found = backlog_effect.verify(store, item_id, actor=actor_name(actor), as_of=moment)
    if format == "json":
        typer.echo(as_json(found))
        return
    words = WORDS[lang]
    typer.echo(f"{item_id}  {titled(words[found.verdict], found.why.en if lang == 'en' else found.why.zh, lang)}")
    for line in verdict_lines(found, lang):
        typer.echo(f"  {line}")


def watch(as_of: AsOf = None, actor: Actor = None, lang: Language = "en", format: ViewFormat = "table") -> None:
    """Look whether problems that were closed as effective within six months came back; repeating it changes nothing.

    Items that were closed otherwise are named, with why they are not watched.
    """
    from feedback_ai.services import backlog_watch
    from feedback_ai.services.topics_window import parse_as_of

    moment = parse_as_of(as_of)
    with opened_store() as store:
        views = backlog_watch.watch(store, actor=actor_name(actor), as_of=moment)
    if format == "json":
        typer.echo(as_json(views))
        return
    for view in views:
        typer.echo(_watch_line(view, lang))
    if not views:
        typer.echo(WORDS[lang]["none"], err=True)


def measure(
    item_id: ItemId,
    text: Annotated[str, typer.Argument(help="What is done.")],
    kind: Annotated[str, typer.Option(help="containment (first) or lasting.")] = "containment",
    owner: Annotated[str | None, typer.Option(help="Who does it.")] = None,
    due: Annotated[
        datetime | None, typer.Option(parser=moment, metavar=TIME, help="Until when, UTC; by the settings.")
    ] = None,
    cost: Annotated[float | None, typer.Option(help="What it costs.")] = None,
    note: Annotated[str | None, typer.Option(help="Why there is nothing to contain.")] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Note a countermeasure: what contains the harm at once, then what removes the cause."""
    from feedback_ai.services import backlog_work

    with opened_store() as store:
        item = backlog_work.add_countermeasure(
            store,
            item_id,
            actor=actor_name(actor),
            kind=kind,
            text=text,
            owner=owner,
            due_at=due,
            cost=cost,
            note=note,
        )
    _echo(item, lang, format)


def done(
    item_id: ItemId,
    number: Annotated[int, typer.Argument(help="The countermeasure's number, as `backlog show` has it.")],
    at: Annotated[
        datetime | None, typer.Option(parser=moment, metavar=TIME, help="When it was done, UTC; else now.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What there is to say; why no containment is needed.")] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Mark a countermeasure as done: the containment before the lasting one, or with a note."""
    from feedback_ai.services import backlog_work

    with opened_store() as store:
        item = backlog_work.finish_countermeasure(store, item_id, number, actor=actor_name(actor), at=at, note=note)
    _echo(item, lang, format)


def estimate(
    item_id: ItemId,
    impact: Annotated[
        float | None, typer.Option(help="What a solution is worth, 0.01 to 100; 1 is a usual one.")
    ] = None,
    confidence: Annotated[float | None, typer.Option(help="How sure that is, 0.01 to 1.")] = None,
    effort: Annotated[float | None, typer.Option(help="What it takes, 0.01 to 10000, in a unit of your own.")] = None,
    cost: Annotated[float | None, typer.Option(help="What it costs.")] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Note what people estimate of an item: RICE and WSJF follow from it."""
    from feedback_ai.services import backlog_work

    given = {"impact": impact, "confidence": confidence, "effort": effort, "cost": cost}
    with opened_store() as store:
        item = backlog_work.estimate(store, item_id, actor=actor_name(actor), **given)
    _echo(item, lang, format)


def verdict_lines(found: "Verification", lang: Lang) -> list[str]:
    """The figures of a verdict, a line each."""
    words = WORDS[lang]
    lines = [
        titled(
            f"{one.start:%Y-%m-%d} {words['to']} {one.end:%Y-%m-%d}", words["of"].format(one.bearing, one.texts), lang
        )
        for one in (found.before, found.after)
    ]
    lines.append(joined([f"{words['ratio']} {_interval(found.ratio)}", f"{100 * found.level:g} %"], lang))
    if found.controls is not None:
        lines.append(words["controls"].format(_interval(found.controls)))
    lines.append(found.correction.en if lang == "en" else found.correction.zh)
    return lines if found.planned_first else [*lines, words["late"]]


def _interval(ratio: "Interval") -> str:
    value, high = ("∞" if end is None else f"{end:.2f}" for end in (ratio.value, ratio.high))
    return f"{value} [{ratio.low:.2f}, {high}]"


def _watch_line(view: "WatchView", lang: Lang) -> str:
    words = WORDS[lang]
    why = None if view.why is None else view.why.en if lang == "en" else view.why.zh
    on = None if view.recurred_on is None else f"{view.recurred_on:%Y-%m-%d}"
    parts = [words[view.status].format(why=why, until=f"{view.until:%Y-%m-%d}", on=on)]
    if view.continued_by is not None:
        parts.append(words["twin"].format(view.continued_by))
    elif view.reopened:
        parts.append(words["reopened"])
    if view.like_relapse:
        parts.append(words["like relapse"].format(listed(map(str, view.like_relapse), lang)))
    # Texts that another model labelled give no evidence, and what is not watched has none.
    if view.status in ("watching", "recurred", "over"):
        parts.append(words["evidence"].format(statistic=view.statistic, limit=view.limit))
    return f"{view.item_id:>4}  {('; ' if lang == 'en' else '；').join(parts)}"


def _echo(item: "ItemDetail", lang: Lang, format: ViewFormat) -> None:
    if format == "json":
        typer.echo(as_json(item))
    else:
        echo_item(item, lang)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (plan, verify, watch, measure, done, estimate):
        app.command()(command)
