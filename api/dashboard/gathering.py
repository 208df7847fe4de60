"""What the page shows, read and drawn in a thread: the event loop waits for neither store nor charts."""

from dataclasses import dataclass

from api.dashboard.query import View
from feedback_ai.measure.journey import load_journey
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
    return offered, Shown(found, _charts(found, view)) if found.n_texts else None


def _charts(found: Overview, view: View) -> dict[str, str]:
    from feedback_ai.report import charts

    return {
        "dimensions": charts.servqual_chart(found.scores, view.lang),
        "trend": "" if found.trend.empty else charts.trend_chart(found.trend, view.lang),
        "causes": "" if found.causes.empty else charts.pareto_chart(found.causes, view.lang),
    }
