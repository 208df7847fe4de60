"""What the page shows, read and drawn in a thread: the event loop waits for neither store nor charts."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.dashboard.query import View
from api.dashboard.words import say
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.service_circle import MIN_CELL
from feedback_ai.services.overview import Overview, choices, overview
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.choices import Choices


@dataclass(frozen=True)
class Offered:
    """What the filters offer.

    Attributes:
        choices: What is in the store.
        touchpoints: Names for people by touchpoint, as customers meet them: those of the journey are found in texts
            that name none.
    """

    choices: Choices
    touchpoints: dict[str, str]


@dataclass(frozen=True)
class Shown:
    """The figures of a view, and its charts as SVG by section."""

    overview: Overview
    charts: dict[str, str]


def gather(store: Store, settings: Settings, view: View) -> tuple[Offered, Shown | None]:
    """Read all that a view shows.

    Returns:
        What can be chosen, and the figures; None where the view is at fault or there is nothing to show.

    Raises:
        FeedbackError: If the store or a setting cannot be used.
    """
    found_choices, journey = choices(store), load_journey(settings.journey)
    names = journey.in_order([*found_choices.values["touchpoint"], *journey.names])
    offered = Offered(found_choices, {name: journey.label_of(name, view.lang) for name in names})
    if view.faults or not found_choices.n_texts:
        return offered, None
    found = overview(store, view.wanted, by=view.by, settings=settings)
    return offered, Shown(found, _charts(found, view, offered.touchpoints)) if found.n_texts else None


def _charts(found: Overview, view: View, touchpoints: Mapping[str, str]) -> dict[str, str]:
    from feedback_ai.report import charts

    return {
        "dimensions": charts.servqual_chart(found.scores, view.lang),
        "trend": "" if found.trend.empty else charts.trend_chart(found.trend, view.lang),
        "causes": "" if found.causes.empty else charts.pareto_chart(found.causes, view.lang),
        "fishbone": "" if found.causes.empty else _fishbone(found, view),
        "journey": "" if found.heat["net"].isna().all() else _heat_map(found, view, touchpoints),
    }


def _fishbone(found: Overview, view: View) -> str:
    from feedback_ai.report.fishbone import fishbone_chart

    n = int(found.causes["complaining"].iloc[0])
    return fishbone_chart(say("all_unhappy", view.lang), n, found.bones[view.lang], view.lang)


def _heat_map(found: Overview, view: View, touchpoints: Mapping[str, str]) -> str:
    from feedback_ai.report.heat_map import heat_map_chart

    names = {name: touchpoints.get(name, name) for name in dict.fromkeys(found.heat["touchpoint"])}
    return heat_map_chart(found.heat, names, view.lang, moments=found.moments, minimum_n=MIN_CELL)
