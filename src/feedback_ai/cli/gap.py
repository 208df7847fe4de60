"""`feedback-ai measure gap` and `measure import-survey`."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.measure_shared import WORDS as GROUPS
from feedback_ai.cli.measure_shared import say, store_with
from feedback_ai.cli.options import EXIT_REFUSED, Errors, Language, opened_store, tell_refused
from feedback_ai.cli.tables import TableFormat, aligned, as_csv, check_format

if TYPE_CHECKING:
    import pandas as pd

    from feedback_ai.schema.names import Lang
    from feedback_ai.services.gap import Gap
    from feedback_ai.store.records import EvidenceFilter

By = Annotated[
    str | None, typer.Option(help="Divide by dimension, unit, touchpoint, channel, week or month; targets never are.")
]
ChosenSource = Annotated[
    str | None, typer.Option("--table", help="Only one of the tables: survey, promises or targets; csv needs it.")
]
WORDS = {
    "survey": (
        "Survey: perception minus expectation, 1-7; n = {n:,} respondents",
        "问卷：感知减期望（1-7 分），答卷 {n:,} 份",
    ),
    "of": ("{survey}: {n:,}{between}", "{survey}：{n:,} 份{between}"),
    "between": (" ({first:%Y-%m-%d} to {last:%Y-%m-%d})", "（{first:%Y-%m-%d} 至 {last:%Y-%m-%d}）"),
    "one": ("  Answers of {surveys}.", "  答卷来自{surveys}。"),
    "pooled": (
        "  Answers of several surveys together: {surveys}. --source shows one alone.",
        "  多个问卷的答卷合并计算：{surveys}。--source 可只看其一。",
    ),
    "promises": (
        "Promises stated in texts; {n:,} of {of:,} texts state one",
        "文本中的承诺；{of:,} 条中有 {n:,} 条写明",
    ),
    "targets": ("Management's targets", "管理目标"),
    "nothing": ("Nothing stated.", "未写明。"),
    "imported": (
        "{rows:,} rows: added {added:,}, already there {known:,}",
        "{rows:,} 行：新增 {added:,}，已存在 {known:,}",
    ),
    "found": (
        "{read:,} texts read; the promises of {changed:,} changed",
        "已读取 {read:,} 条文本；其中 {changed:,} 条的承诺有变化",
    ),
    "note": (
        "Intervals cover 95 % of sampling, not errors of the model or the extractor. "
        "The three sources are never mixed. Fewer than 10: undecided.",
        "区间为 95%，只含抽样误差，不含模型与抽取的误差。三种来源互不混合。少于 10 条不作判定。",
    ),
}
HEADERS = {
    "survey": (
        ["dimension", "n", "expected", "perceived", "gap", "alpha E", "alpha P", "verdict"],
        ["维度", "n", "期望", "感知", "差距", "α期望", "α感知", "判定"],
    ),
    "promises": (
        ["unit", "pairs", "kept", "promised", "actual", "gap", "promise only", "outcome only", "verdict"],
        ["单位", "成对", "兑现率", "承诺", "实际", "差距", "仅有承诺", "仅有结果", "判定"],
    ),
    "targets": (
        ["target", "at", "n", "met", "perceived", "gap", "verdict"],
        ["目标", "值", "n", "达成率", "实际", "差距", "判定"],
    ),
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(gap)
    app.command("import-survey")(import_survey)
    app.command("find-promises")(find_promises)


@with_filter
def gap(
    wanted: "EvidenceFilter",
    by: By = None,
    table: ChosenSource = None,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """What customers met against what they expected: of a survey, of promises in texts, of management's targets.

    Targets come from the file that FEEDBACK_AI_TARGETS names. --source is that of the texts, and the survey's name.
    """
    from feedback_ai.errors import OptionError
    from feedback_ai.services.gap import SOURCES
    from feedback_ai.services.gap import gap as measured

    check_format(format)
    if (table is not None or format == "csv") and table not in SOURCES:
        raise OptionError(f"There is no table {table!r}.", hint="Name one with --table.", options=SOURCES)
    with store_with(wanted, surveys=True) as store:
        found = measured(store, wanted, by=by)
    if format == "json":
        typer.echo(json.dumps(found.document(), ensure_ascii=False, default=lambda moment: moment.isoformat()))
    elif format == "csv":
        typer.echo(_csv(getattr(found, str(table))))
    else:
        chosen = SOURCES if table is None else (table,)
        typer.echo(_page(found, chosen, lang))


def import_survey(
    file: Annotated[str, typer.Argument(help="CSV, XLSX, JSON or JSONL: respondent, E1-E22, P1-P22.", metavar="FILE")],
    survey: Annotated[str, typer.Option(help="Name of the survey; respondents are unique within it.")],
    errors: Errors = None,
    lang: Language = "en",
) -> None:
    """Store the answers to a SERVQUAL survey. Repeating it adds nothing twice.

    Exit code 0, or 3 if some rows were refused.
    """
    from feedback_ai.services.surveys import import_survey as imported

    with opened_store() as store:
        summary = imported(store, Path(file), survey=survey, errors=errors)
    told = WORDS["imported"][lang == "zh"]
    typer.echo(told.format(rows=summary.rows, added=summary.added, known=summary.known))
    tell_refused(summary.refused, summary.errors_file, lang)
    if summary.refused:
        raise typer.Exit(EXIT_REFUSED)


def find_promises(lang: Language = "en") -> None:
    """Read all stored texts anew for promises, as after an upgrade; labels stay as they are."""
    from feedback_ai.services.promises import find_again

    with opened_store() as store:
        read, changed = find_again(store)
    typer.echo(WORDS["found"][lang == "zh"].format(read=read, changed=changed))


def _csv(rows: "pd.DataFrame") -> str:
    plain = rows.astype(object).where(rows.notna(), "").map(lambda cell: "" if isinstance(cell, dict) else cell)
    return as_csv(list(plain.columns), plain.itertuples(index=False))


def _page(found: "Gap", sources: tuple[str, ...], lang: "Lang") -> str:
    place = int(lang == "zh")
    document = found.document()
    counts = {"survey": found.n_answers, "promises": found.n_stating, "targets": len(found.targets)}
    names = {group["group"]: group["name"][lang] for group in document["groups"]}
    parts = []
    for source in sources:
        title = WORDS[source][place].format(n=counts[source], of=found.n_texts)
        cells = [_cells(source, row, lang) for row in document[source] if not row.get("item")]
        grouped = (
            [row["group"] for row in document[source] if not row.get("item")]
            if "group" in getattr(found, source)
            else []
        )
        header = HEADERS[source][place]
        if grouped:
            header = [say(GROUPS, str(found.by), lang), *header]
            cells = [[names[group], *own] for group, own in zip(grouped, cells, strict=True)]
        right = range(2 if grouped else 1, len(header) - 1)
        if source == "survey" and found.surveys:
            title += f"\n{_surveys(found, lang)}"
        parts += [title, aligned(header, cells, right=right) if cells else f"  {WORDS['nothing'][place]}"]
    return "\n\n".join([*parts, WORDS["note"][place]])


def _surveys(found: "Gap", lang: "Lang") -> str:
    """Which surveys went in, with the number and the time of their answers."""
    told = [
        say(WORDS, "of", lang, **one, between=say(WORDS, "between", lang, **one) if one["first"] else "")
        for one in found.surveys
    ]
    return say(WORDS, "one" if len(told) == 1 else "pooled", lang, surveys=("; ", "；")[lang == "zh"].join(told))


def _cells(source: str, row: dict[str, Any], lang: "Lang") -> list[str]:
    said = row["verdict_name"][lang]
    if source == "survey":
        figures = [_figure(row[name]) for name in ("expected", "perceived")]
        alphas = [_figure(row[name]) for name in ("alpha_expected", "alpha_perceived")]
        return [row["name"][lang], f"{row['n']:,}", *figures, _points(row), *alphas, said]
    if source == "promises":
        both = [_amount(row[name], row["unit"], lang) for name in ("promised", "actual")]
        only = [f"{row[name]:,}" for name in ("n_promised", "n_actual")]
        kept, gap = _share(row, "kept_share", "kept"), _gap(row, row["unit"], lang)
        return [row["unit_name"][lang], f"{row['n']:,}", kept, *both, gap, *only, said]
    amounts = [_amount(row[name], row["unit"], lang) for name in ("target", "perceived")]
    met, gap = _share(row, "met_share", "met"), _gap(row, row["unit"], lang)
    return [row["label"][lang], amounts[0], f"{row['n']:,}", met, amounts[1], gap, said]


def _amount(value: float | None, unit: str, lang: "Lang") -> str:
    from feedback_ai.schema.units import time_in_words

    if value is None or math.isnan(value):
        return "-"
    if unit == "minute":
        return time_in_words(value, lang)
    # Four digits that count, and never an exponent.
    return f"{float(f'{value:.4g}'):,.15g}"


def _gap(row: dict[str, Any], unit: str, lang: "Lang") -> str:
    value, low, high = (_amount(row[f"gap{ending}"], unit, lang) for ending in ("", "_low", "_high"))
    return value if low == "-" else f"{value} [{low}, {high}]"


def _points(row: dict[str, Any]) -> str:
    value, low, high = (_figure(row[f"gap{ending}"]) for ending in ("", "_low", "_high"))
    return value if low == "-" else f"{value} [{low}, {high}]"


def _share(row: dict[str, Any], name: str, short: str) -> str:
    if row[name] is None:
        return "-"
    return f"{row[name]:.0%} [{row[f'{short}_low']:.0%}, {row[f'{short}_high']:.0%}]"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
