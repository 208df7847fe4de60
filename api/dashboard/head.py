"""The top of the page: what is in the store, the language, the filters, the figures at a glance."""

from datetime import timedelta

from nicegui import html

from api.dashboard.elements import choice, day
from api.dashboard.figures import on_day
from api.dashboard.gathering import Offered
from api.dashboard.query import FILTERS, STEPS, View
from api.dashboard.words import say
from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services.overview import Overview
from feedback_ai.store.choices import Choices

PERIODS = (28, 91, 182)
"""Days of the periods that are offered, up to the newest text."""
OWN_NAMES: dict[Lang, str] = {"en": "English", "zh": "中文"}
TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-CN"}


def head(view: View, choices: Choices) -> None:
    """Title, contents of the store, and the other language."""
    lang = view.lang
    html.a(say("skip", lang), href="#figures").classes("skip")
    with html.header().classes("head"):
        with html.div():
            html.h1(say("title", lang))
            html.p(_contents(choices, lang)).classes("facts")
        with html.nav(**{"aria-label": say("language_switch", lang)}).classes("langs"):
            for other, name in OWN_NAMES.items():
                current = {"aria-current": "true"} if other == lang else {}
                html.a(name, href=view.address(lang=other), lang=TAGS[other], hreflang=TAGS[other], **current)


def filters(view: View, offered: Offered) -> None:
    """The form of filters: it changes the address, and the address is the view."""
    lang, given = view.lang, view.given
    with html.form(method="get", action="/", role="search", **{"aria-label": say("filters", lang)}).classes("filters"):
        if "lang" in given:
            html.input_(type="hidden", name="lang", value=lang)
        day("from", say("from", lang), "" if view.since is None else view.since.isoformat())
        day("to", say("to", lang), "" if view.until is None else view.until.isoformat())
        for name in FILTERS:
            options, chosen = _options(offered, name, lang), given.get(name, "")
            if chosen and chosen not in dict(options):
                options.append((chosen, chosen))
            choice(name, say(name, lang), [("", say("any", lang)), *options], chosen)
        choice("by", say("by", lang), [(step, say(step, lang)) for step in STEPS], view.by)
        with html.div().classes("field buttons"):
            html.button(say("apply", lang), type="submit")
            html.a(say("reset", lang), href=view.reset)
    _periods(view, offered.choices)


def tiles(overview: Overview, lang: Lang) -> None:
    """The figures at a glance."""
    figures = {
        "tile_texts": overview.n_texts,
        "tile_complaints": overview.n_complaints,
        "tile_critical": overview.n_critical,
        "tile_backlog": overview.n_items,
    }
    with html.ul(**{"aria-label": say("at_a_glance", lang)}).classes("tiles"):
        for name, n in figures.items():
            with html.li():
                html.strong(f"{n:,}")
                html.span(f" {say(name, lang)}")


def _options(offered: Offered, name: str, lang: Lang) -> list[tuple[str, str]]:
    if name == "touchpoint":  # without numbers: the journey finds more than the records name
        return list(offered.touchpoints.items())
    return [(value, f"{name_of(value, lang)} ({n:,})") for value, n in offered.choices.values[name].items()]


def _contents(choices: Choices, lang: Lang) -> str:
    if not choices.n_texts:
        told = say("empty_store", lang)
    elif choices.first is None or choices.last is None:
        told = say("in_store_undated", lang, n=choices.n_texts)
    else:
        since, until = on_day(choices.first, lang), on_day(choices.last, lang)
        told = say("in_store", lang, n=choices.n_texts, since=since, until=until)
    parts = [told]
    if choices.values["source"]:
        sources = ", ".join(f"{name} ({n:,})" for name, n in choices.values["source"].items())
        parts.append(f"{say('sources', lang)}: {sources}")
    if choices.n_waiting:
        parts.append(say("waiting", lang, n=choices.n_waiting))
    return " · ".join(parts)


def _periods(view: View, choices: Choices) -> None:
    if choices.last is None:
        return
    lang, until = view.lang, choices.last.date()
    with html.nav(**{"aria-label": say("period", lang)}).classes("periods"):
        for days in PERIODS:
            since = until - timedelta(days=days - 1)
            now = {"aria-current": "true"} if (view.since, view.until) == (since, until) else {}
            address = view.address(**{"from": since.isoformat(), "to": until.isoformat()})
            html.a(say(f"period_{days}", lang), href=address, **now)
        now = {"aria-current": "true"} if (view.since, view.until) == (None, None) else {}
        html.a(say("period_all", lang), href=view.address(**{"from": None, "to": None}), **now)
