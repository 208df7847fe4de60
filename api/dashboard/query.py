"""The query of the page's address: what the reader chose, or why it cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from api.dashboard.words import say
from feedback_ai.schema import Language
from feedback_ai.schema.names import Lang
from feedback_ai.store.records import EvidenceFilter

LANGS: tuple[Lang, ...] = ("en", "zh")
STEPS = ("month", "week")
FILTERS = ("unit", "channel", "source", "touchpoint", "language")
NAMES = ("lang", "from", "to", *FILTERS, "by")
"""Every name that the address may hold."""
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class View:
    """What the reader chose.

    Attributes:
        lang: Language of the page.
        given: The values of the address, by name, those that are not empty; as they came.
        since: First day, UTC.
        until: Last day, inclusive, UTC.
        by: Step of the trend, one of `STEPS`.
        faults: Why values cannot be used, in the page's language; with any, there are no figures to show.
    """

    lang: Lang
    given: Mapping[str, str]
    since: date | None = None
    until: date | None = None
    by: str = "month"
    faults: tuple[str, ...] = ()

    @property
    def wanted(self) -> EvidenceFilter:
        """The records that the page is about."""
        chosen: dict[str, Any] = {name: self.given[name] for name in FILTERS if name in self.given}
        return EvidenceFilter(
            created_from=None if self.since is None else _midnight(self.since),
            created_to=None if self.until is None else _midnight(self.until + timedelta(days=1)),
            **chosen,
        )

    def address(self, **changes: str | None) -> str:
        """The address of this view with some values changed; None takes one out."""
        values = {**self.given, **changes}
        chosen = {name: value for name in NAMES if (value := values.get(name))}
        return f"/?{urlencode(chosen)}" if chosen else "/"

    @property
    def reset(self) -> str:
        """The address of everything, in the same language."""
        return f"/?lang={self.lang}" if "lang" in self.given else "/"


def read(pairs: list[tuple[str, str]], accept_language: str) -> View:
    """Read the query of an address.

    Args:
        pairs: Its names and values, in order.
        accept_language: The header of that name: the language where the query names none.
    """
    given = {name: value for name, value in pairs if value.strip()}
    lang = given.get("lang")
    page_lang = lang if lang in LANGS else preferred(accept_language)
    view = View(lang=page_lang, given=given)
    faults = [*_names_at_fault(view, pairs), *_choices_at_fault(view)]
    days: dict[str, date] = {}
    for name in ("from", "to"):
        if name in given:
            try:
                days[name] = _day(given[name])
            except ValueError:
                faults.append(say("fault_date", page_lang, name=name, value=given[name]))
    if len(days) == 2 and days["from"] > days["to"]:
        faults.append(say("fault_order", page_lang, since=given["from"], until=given["to"]))
    return replace(
        view,
        since=days.get("from"),
        until=days.get("to"),
        by=given["by"] if given.get("by") in STEPS else STEPS[0],
        faults=tuple(faults),
    )


def preferred(accept_language: str) -> Lang:
    """The page's language that a browser likes best; English where it names neither."""
    best: tuple[float, Lang] = (0.0, "en")
    for part in accept_language.split(","):
        tag, _, rest = part.strip().partition(";")
        name = tag.strip().lower().split("-")[0]
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        if name in LANGS and weight > best[0]:
            best = (weight, name)
    return best[1]


def _names_at_fault(view: View, pairs: list[tuple[str, str]]) -> list[str]:
    names = [name for name, value in pairs if value.strip()]
    unknown = [name for name in dict.fromkeys(names) if name not in NAMES]
    several = [name for name in dict.fromkeys(names) if name in NAMES and names.count(name) > 1]
    return [
        *(say("fault_name", view.lang, name=name, valid=", ".join(NAMES)) for name in unknown),
        *(say("fault_several", view.lang, name=name) for name in several),
    ]


def _choices_at_fault(view: View) -> list[str]:
    valid: dict[str, list[str]] = {
        "lang": list(LANGS),
        "by": list(STEPS),
        "language": [str(language) for language in Language],
    }
    faults = [
        say("fault_choice", view.lang, name=name, value=view.given[name], valid=", ".join(options))
        for name, options in valid.items()
        if name in view.given and view.given[name] not in options
    ]
    for name in FILTERS:
        try:
            EvidenceFilter(**{name: view.given.get(name)})
        except ValidationError:
            if name not in valid:
                faults.append(say("fault_text", view.lang, name=name))
    return faults


def _day(value: str) -> date:
    day = datetime.strptime(value.strip(), "%Y-%m-%d").date()
    if not EARLIEST <= day <= LATEST:
        raise ValueError("out of range")
    return day


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
