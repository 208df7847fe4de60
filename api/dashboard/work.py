"""Sections on what is to be done: critical texts, complaints by team, backlog."""

from nicegui import html

from api.dashboard.elements import Cell, Column, empty, section, table
from api.dashboard.figures import NOTHING, cut, on_day
from api.dashboard.words import say
from feedback_ai.schema.names import Lang, state_name
from feedback_ai.services.backlog_views import ItemView
from feedback_ai.services.overview import Overview

MAX_CHARS = 400
"""Characters of a customer's words that are shown."""


def critical(overview: Overview, lang: Lang) -> None:
    """The newest texts graded S1."""
    note = say("critical_note", lang, shown=len(overview.critical), n=overview.n_critical) if overview.critical else ""
    with section("critical", say("critical", lang), note, wide=True):
        if not overview.critical:
            empty(say("empty_critical", lang))
            return
        columns = [Column(say(name, lang)) for name in ("record", "date", "unit", "team", "words")]
        rows: list[list[Cell]] = [
            [
                text.record_id,
                on_day(text.created_at, lang),
                text.unit or say("none", lang),
                text.team or say("no_rule", lang),
                cut(text.text, MAX_CHARS),
            ]
            for text in overview.critical
        ]
        table(say("critical", lang), columns, rows, stacked=True)


def teams(overview: Overview, lang: Lang, *, has_rules: bool) -> None:
    """Complaints by responsible team, with those that no rule names."""
    with section("teams", say("teams", lang), say("teams_note", lang)):
        if not overview.teams:
            empty(say("empty_teams", lang))
            return
        columns = [Column(say("team", lang)), Column(say("n", lang), number=True)]
        rows: list[list[Cell]] = [[team or say("no_rule", lang), f"{n:,}"] for team, n in overview.teams]
        table(say("teams", lang), columns, rows)
        if not has_rules:
            empty(say("no_rules", lang))


def backlog(overview: Overview, lang: Lang, unit: str | None) -> None:
    """The first items of the backlog, each with the parts of its priority."""
    of_unit = say("backlog_unit", lang) if unit else ""
    told = say("backlog_note", lang, shown=len(overview.items), n=overview.n_items, unit=of_unit)
    with section("backlog", say("backlog", lang), told if overview.items else "", wide=True):
        if not overview.items:
            empty(say("empty_backlog", lang), "feedback-ai backlog build")
            return
        columns = [
            Column(say("item", lang)),
            Column(say("priority", lang), number=True),
            *(Column(say(name, lang)) for name in ("unit", "state", "team")),
            Column(say("n", lang), number=True),
        ]
        rows: list[list[Cell]] = [
            [
                _item(item, lang),
                f"{item.priority:.0f}",
                item.unit or say("none", lang),
                state_name(item.state, lang),
                item.team or NOTHING,
                f"{item.n_texts:,}",
            ]
            for item in overview.items
        ]
        table(say("backlog", lang), columns, rows, stacked=True)


def _item(item: ItemView, lang: Lang) -> Cell:
    def draw() -> None:
        html.span(f"#{item.id} {getattr(item.title, lang)}")
        with html.details():
            html.summary(say("why", lang))
            with html.ul():
                for name, part in item.parts.items():
                    value = f"{part.value if part.factor is None else part.factor:.2f}"
                    weight = f"{part.weight:.2f}"
                    html.li(
                        f"{say('part', lang, name=say(name, lang), value=value, weight=weight)} – "
                        f"{getattr(part.why, lang)}"
                    )

    return draw
