"""The sections of a report that say what is to be done: backlog, teams, critical texts; and how it was made."""

from typing import TYPE_CHECKING

from feedback_ai.report import format as form
from feedback_ai.report.blocks import Block, Bullets, Cell, Quotes, Section, Table, Text
from feedback_ai.report.words import catalogue, word
from feedback_ai.schema import Severity
from feedback_ai.schema.names import Lang, name_of, state_name

if TYPE_CHECKING:
    from feedback_ai.report.data import ModelFigures, ReportData
    from feedback_ai.report.todo import Item

FIGURES = ("servqual", "servqual_with_polarity", "root_causes", "sentiment", "intent", "severity")
"""Figures of the model that bear on this report, as `metrics.json` calls them."""
GRADES = (Severity.S1, Severity.S2, Severity.S3, Severity.S4, Severity.S0, "")
"""Severities of complaints; "" stands for texts that the model did not grade."""


def backlog(data: "ReportData", lang: Lang) -> Section:
    """The first items of the backlog."""
    found, title = data.backlog, word("h_backlog", lang)
    if not found.items:
        return Section("backlog", title, (Text(word("no_open" if found.built else "no_backlog", lang)),))
    rows = tuple(_item(item, lang) for item in found.items)
    columns = tuple(word(key, lang) for key in ("item", "priority", "parts", "n", "state", "team"))
    caption = word("t_backlog", lang).format(n=len(rows), open=f"{found.n_open:,}")
    table = Table(caption, columns, rows, frozenset({0, 2, 4, 5}), word("n_backlog", lang))
    return Section("backlog", title, (table,))


def teams(data: "ReportData", lang: Lang) -> Section:
    """Who has to act on the complaints of the period."""
    blocks: list[Block] = [] if data.rules else [Text(word("no_rules", lang), "note")]
    total = sum(team.n for team in data.teams)
    if not total:
        blocks.insert(0, Text(word("no_complaints", lang)))
        return Section("teams", word("h_teams", lang), tuple(blocks))
    rows = tuple(
        (
            Cell(word("no_team", lang) if team.name is None else team.name, tone="pale" if team.name is None else ""),
            Cell(f"{team.n:,}"),
            Cell(form.share(team.n, total)),
            *(Cell(f"{team.severities.get(grade, 0):,}") for grade in GRADES),
        )
        for team in data.teams
    )
    grades = (str(grade) or word("ungraded", lang) for grade in GRADES)
    columns = (word("team", lang), word("complaints", lang), word("share", lang), *grades)
    table = Table(word("t_teams", lang), columns, rows, note=word("n_teams", lang))
    return Section("teams", word("h_teams", lang), (table, *blocks))


def critical(data: "ReportData", lang: Lang) -> Section:
    """Texts that cannot wait."""
    found, title = data.critical, word("h_critical", lang)
    if not found.n:
        told = (Text(word("no_critical", lang)), Text(word("n_critical", lang), "note"))
        return Section("critical", title, told)
    count = word("c_critical_alone", lang).format(
        n=f"{found.n:,}", graded=f"{found.graded:,}", share=form.share(found.n, found.graded)
    )
    quotes = tuple(
        (quote.text, word("comma", lang).join(filter(None, (quote.unit, quote.record_id)))) for quote in found.quotes
    )
    return Section("critical", title, (Text(count), Text(word("n_critical", lang), "note"), Quotes(quotes)))


def method(data: "ReportData", lang: Lang) -> Section:
    """How the figures were made, and how far they can be trusted."""
    start, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (data.period.start, data.period.end))
    versions = word("semicolon", lang).join(
        word("version", lang).format(model=one.model, labels=one.labels, n=f"{one.n:,}")
        for one in data.versions
        if one.n
    )
    told = [word("m_counted", lang).format(start=start, end=end)]
    if versions:
        told.append(word("m_labels", lang).format(versions=versions))
    told += [word(key, lang) for key in ("m_intervals", "m_claims", "m_words", "m_same")]
    blocks: list[Block] = [Bullets(tuple(told))]
    if data.model is None:
        blocks.append(Text(word("no_model", lang)))
    else:
        blocks += [_model(data.model, lang), _labels(data.model, lang)]
    software = tuple((Cell(name), Cell(version)) for name, version in data.software)
    columns = (word("name", lang), word("number", lang))
    blocks.append(Table(word("t_software", lang), columns, software, frozenset({0, 1})))
    return Section("method", word("h_method", lang), tuple(blocks))


def _item(item: "Item", lang: Lang) -> tuple[Cell, ...]:
    parts = word("semicolon", lang).join(
        word("part", lang).format(name=_known(part.name, lang), value=f"{part.value:.2f}", weight=f"{part.weight:g}")
        for part in item.parts
    )
    owned = word("comma", lang).join(filter(None, (item.owner, f"{item.due:%Y-%m-%d}" if item.due else None)))
    return (
        Cell(item.title[lang], f"#{item.id}"),
        Cell(f"{item.priority:.0f}", tone="strong"),
        Cell(parts),
        Cell(f"{item.n_texts:,}"),
        Cell(state_name(item.state, lang), owned),
        Cell(item.team or form.DASH),
    )


def _known(name: str, lang: Lang) -> str:
    """The words for a part or a language; one that came later is its own."""
    return word(name, lang) if name in catalogue() else name


def _model(model: "ModelFigures", lang: Lang) -> Table:
    languages = sorted(model.n_texts)
    heads = (
        word("model_language", lang).format(language=_known(one, lang), n=f"{model.n_texts[one]:,}")
        for one in languages
    )
    rows = tuple(
        (
            Cell(word(f"f_{name}", lang)),
            *(Cell(form.score(value), form.interval(low, high)) for value, low, high in _by(model, name, languages)),
        )
        for name in FIGURES
        if name in model.figures
    )
    caption = word("t_model", lang).format(name=model.name, version=model.version)
    return Table(caption, (word("figure", lang), *heads), rows, note=word("n_model", lang))


def _by(model: "ModelFigures", name: str, languages: list[str]) -> list[tuple[float, float, float]]:
    nothing = (float("nan"),) * 3
    return [model.figures[name].get(one, nothing) for one in languages]


def _labels(model: "ModelFigures", lang: Lang) -> Table:
    rows = tuple(
        (Cell(name_of(label, lang)), Cell(form.score(f1)), Cell(f"{n:,}")) for label, (f1, n) in model.labels.items()
    )
    return Table(word("t_labels", lang), tuple(word(key, lang) for key in ("label", "f1", "in_gold")), rows)
