"""What a profile is: how one family of exports is recognised and read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_ai.ingest.columns import plain_name
from feedback_ai.ingest.synonyms import Synonyms

Raw = Mapping[str, Any]


def never_recognized(sample: Sequence[Raw]) -> bool:
    """For profiles that are only chosen by name or by format."""
    return False


def as_it_is(raw: Raw) -> Raw:
    """For profiles whose rows are flat already."""
    return raw


def nothing_skipped(raw: Raw) -> str | None:
    """For profiles all of whose rows are feedback."""
    return None


@dataclass(frozen=True)
class Profile:
    """One family of exports.

    Attributes:
        name: As the user names it.
        summary: What it reads, for help and documentation.
        synonyms: Names of the columns by field, in the order in which they are tried.
        recognizes: Whether the first rows are of this family.
        flatten: A row with its nested values brought to the top; must take any row.
        skips: What a row is if it is no feedback ("moderator's turns"), else None; these are counted in the notes.
        text_parts: Columns that `flatten` joins into the text.
        defaults: Values of fields that the export does not have.
        guesses_text: Whether the text column may be guessed from what the columns hold.
    """

    name: str
    summary: str
    synonyms: Synonyms
    recognizes: Callable[[Sequence[Raw]], bool] = never_recognized
    flatten: Callable[[Raw], Raw] = as_it_is
    skips: Callable[[Raw], str | None] = nothing_skipped
    text_parts: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    guesses_text: bool = False


def plain_names(sample: Sequence[Raw]) -> set[str]:
    """The column names of the sample, by `plain_name`."""
    return {plain_name(name) for name in dict.fromkeys(name for row in sample for name in row)}


def has_all(sample: Sequence[Raw], *names: str) -> bool:
    """Whether the sample has all these columns."""
    return {plain_name(name) for name in names} <= plain_names(sample)


def has_any(sample: Sequence[Raw], names: Sequence[str]) -> bool:
    """Whether the sample has one of these columns."""
    return not plain_names(sample).isdisjoint(plain_name(name) for name in names)


def dig(raw: Any, *path: str) -> Any:
    """The value under nested keys; None where one is missing or holds no object."""
    for key in path:
        raw = raw.get(key) if isinstance(raw, Mapping) else None
    return raw


def join_texts(raw: Any, *names: str) -> dict[str, Any]:
    """Title and text joined by a line break, under their joined names; empty if the row has neither.

    A title that the text only repeats is left out. A text that is no string stays as it is, to be refused.
    """
    if not isinstance(raw, Mapping) or not any(name in raw for name in names):
        return {}
    *titles, body = (raw.get(name) for name in names)
    if body is not None and not isinstance(body, str):
        return {" + ".join(names): body}
    body = body or ""
    kept = [title for title in titles if isinstance(title, str) and title.strip() not in ("", body.strip())]
    return {" + ".join(names): "\n".join([*kept, body] if body.strip() else kept)}
