"""`feedback-ai measure escalations`: what followed from grades, as records, and who took note of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.measure_shared import WORDS, Words, named, say
from feedback_ai.cli.options import Actor, Language, actor_name, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat, aligned
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.escalations import EscalationView

OWN: Words = {
    "header": ("id|month|graded|name|follows|letters|acknowledged|state", "编号|月份|对象|名称|措施|等级|已签收|状态"),
    "none": ("There is no such escalation.", "没有符合条件的升级记录。"),
    "holds": ("holds", "有效"),
    "lapsed": ("no longer follows since {at}", "自 {at} 起不再成立"),
    "by": ("{actor}, {at}", "{actor}，{at}"),
    "note": ("{at} {actor}: {note}", "{at} {actor}：{note}"),
}


def escalations(
    unit: Annotated[str | None, typer.Option(help="Only those of this unit (touchpoint, channel).")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Acknowledged and lapsed ones too.")] = False,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show what followed from the letters of months that are over; `measure grades` keeps it."""
    from feedback_ai.services.escalations import list_escalations

    with opened_store() as store:
        found = list_escalations(store, unit=unit, every=all_)
    if format == "json":
        typer.echo(as_json(found))
    else:
        typer.echo(_table(found, lang) if found else say(OWN, "none", lang))


def acknowledge(
    escalation_id: Annotated[int, typer.Argument(help="The id that `measure escalations` shows.")],
    note: Annotated[str | None, typer.Option(help="What is done about it.")] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Take note of an escalation, in one's name."""
    from feedback_ai.services.escalations import acknowledge as service

    with opened_store() as store:
        one = service(store, escalation_id, actor=actor_name(actor), note=note)
    typer.echo(as_json(one) if format == "json" else _table([one], lang))


def _table(found: "list[EscalationView]", lang: Lang) -> str:
    rows = [
        [
            *(str(one.id), one.month, say(WORDS, one.by, lang)),
            *(getattr(one.unit_name, lang), named(one.rule_name.model_dump(), lang)),
            listed((letter.letter for letter in one.letters), lang),
            _acknowledged(one, lang),
            say(OWN, "holds", lang)
            if one.lapsed_at is None
            else say(OWN, "lapsed", lang, at=f"{one.lapsed_at:%Y-%m-%d}"),
        ]
        for one in found
    ]
    return aligned(say(OWN, "header", lang).split("|"), rows, right=[0])


def _acknowledged(one: "EscalationView", lang: Lang) -> str:
    if one.acknowledged_at is None:
        return "-"
    told = {"at": f"{one.acknowledged_at:%Y-%m-%d}", "actor": one.acknowledged_by}
    return say(OWN, "note" if one.note else "by", lang, note=one.note, **told)
