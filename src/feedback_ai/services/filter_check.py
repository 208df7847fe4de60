"""Whether a store has what a filter names: a misspelt unit would else give an empty table without a word."""

from collections.abc import Iterable
from difflib import get_close_matches

from sqlalchemy.orm import Session

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.measure.journey import load_journey
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.choices import MOST, read_choices
from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.surveys import SurveyRepository
from feedback_ai.store.topics import TopicRepository
from feedback_ai.triage.routing import Rules

FIELDS = ("source", "channel", "unit", "touchpoint")
NEAREST = 10


def check_filter(
    store: Store, wanted: EvidenceFilter, settings: Settings | None = None, *, surveys: bool = False
) -> None:
    """Make sure that analysed records have each value that a filter names; a store without any has nothing to compare.

    A touchpoint may also be one of the journey, since it is looked for in texts that name none.

    Args:
        store: The store.
        wanted: The filter.
        settings: Settings in force; the process's own if None.
        surveys: Whether what only answers to surveys have will do, too; their source is the survey's name.

    Raises:
        OptionError: If no record has the value; the nearest ones, or the first, are told.
        SettingError: If the journey cannot be used.
        StoreError: If the store cannot be read.
    """
    named = {field: value for field in FIELDS if (value := getattr(wanted, field)) is not None}
    if not named:
        return
    with store.reading() as session:
        choices = read_choices(session)
        answered = SurveyRepository(session).choices() if surveys else {}
    is_empty = not choices.n_texts and not any(answered.values())
    journey = load_journey((settings or get_settings()).journey).names
    for field, value in named.items():
        known = [*choices.values[field], *answered.get(field, ()), *(journey if field == "touchpoint" else ())]
        if not is_empty and value not in known and len(known) < MOST:
            hint = "Choose one that there is." if known else "Leave it out."
            raise OptionError(f"No record has the {field} {value!r}.", hint=hint, options=nearest(value, known))


def check_unit(session: Session, unit: str, rules: Rules) -> None:
    """Make sure that analysed records or routing rules know a unit; where neither name any, any unit will do.

    Args:
        session: A transaction of the store.
        unit: The unit, or the team of a rule.
        rules: The routing rules.

    Raises:
        OptionError: If neither know it; the nearest ones, or the first, are told.
    """
    of_records = read_choices(session).values["unit"]
    known = [*of_records, *rules.teams, *rules.units]
    if known and unit not in known and len(of_records) < MOST:
        raise OptionError(
            f"No record and no routing rule has the unit {unit!r}.",
            hint="Choose one that there is.",
            options=nearest(unit, known),
        )


def nearest(value: str, known: Iterable[str]) -> list[str]:
    """What is most like a value, the first by name where nothing is; `NEAREST` at most."""
    ordered = sorted(set(known))
    return get_close_matches(value, ordered, NEAREST) or ordered[:NEAREST]


def check_topic(store: Store, topic: int) -> None:
    """Make sure that there is a topic of an id, hidden and retired ones too.

    Raises:
        NotFoundError: If there is none.
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        if not 0 < topic <= MAX_ID or TopicRepository(session).get(topic) is None:
            raise NotFoundError(f"There is no topic {topic}.", hint="List the topics and choose one.")
