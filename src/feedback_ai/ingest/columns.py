"""Which column holds which field: as named by the user, else by synonyms, else by what the columns hold."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from feedback_ai.errors import InputColumnError
from feedback_ai.ingest.synonyms import Synonyms

_TRADITIONAL = str.maketrans(
    "單號編內訴時間創問題評論來責點環節滿戶級員門網觸語種訊饋見議話類據數構區機務",
    "单号编内诉时间创问题评论来责点环节满户级员门网触语种讯馈见议话类据数构区机务",
)
_SHOWN_NAMES = 30
_SHOWN_CHARS = 40


@dataclass(frozen=True)
class ColumnMap:
    """Columns that the user names, by field; None leaves the choice to the profile, an empty name means no column."""

    text: str | None = None
    id: str | None = None
    channel: str | None = None
    created_at: str | None = None
    rating: str | None = None
    unit: str | None = None
    touchpoint: str | None = None
    customer_id: str | None = None
    customer_tier: str | None = None
    language: str | None = None

    def named(self) -> dict[str, str]:
        """The fields that have a column named, and it."""
        return {item.name: name for item in fields(self) if (name := getattr(self, item.name))}

    def allowed(self, synonyms: Synonyms) -> Synonyms:
        """The synonyms without those of fields that are to have no column."""
        return {field: names for field, names in synonyms.items() if getattr(self, field, None) != ""}


class Columns:
    """The columns in use for one input.

    Attributes:
        chosen: Column by field. Keys of JSON rows that first appear after the sample are added when they come.
    """

    def __init__(
        self, chosen: Mapping[str, str], names: Sequence[str], synonyms: Synonyms, parts: Sequence[str] = ()
    ) -> None:
        """Set up the columns.

        Args:
            chosen: Column by field, from `choose`.
            names: All columns seen so far.
            synonyms: Names by field, for keys that come later.
            parts: Columns that the text is joined from; they are never metadata, the text would stand there twice.
        """
        self.chosen = dict(chosen)
        self._field_of = {column: field for field, column in self.chosen.items()}
        self._seen = frozenset(names)
        self._parts = frozenset(parts)
        self._later = {plain_name(name): field for field in synonyms for name in (field, *synonyms[field])}

    def fields(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """One row by the contract's keys; all other columns under `metadata`."""
        known: dict[str, Any] = {}
        metadata: dict[str, Any] = {}
        for name, value in raw.items():
            field = self._field_of.get(name) or self._bind_later(name)
            if field is not None:
                known[field] = value
            elif name == "metadata" and not isinstance(value, str):
                known["metadata"] = value
            elif name not in self._parts:
                metadata[name] = value
        if metadata and isinstance(known.get("metadata", {}), Mapping):
            known["metadata"] = {**metadata, **known.get("metadata", {})}
        return known

    def _bind_later(self, name: str) -> str | None:
        if name in self._seen:
            return None
        field = self._later.get(plain_name(name))
        if field is None or field in self.chosen:
            return None
        self.chosen[field] = name
        self._field_of[name] = field
        return field


def plain_name(name: str) -> str:
    """A column name without what exports vary: case, width, spaces, signs, Traditional characters."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_TRADITIONAL)
    return re.sub(r"[\W_]+", "", folded)


def choose(names: Sequence[str], synonyms: Synonyms, named: ColumnMap | None = None) -> dict[str, str]:
    """Choose a column for each field.

    Args:
        names: The columns of the input, in order.
        synonyms: Names by field; earlier ones win.
        named: Columns named by the user; they win over synonyms.

    Returns:
        Column by field; fields without a column are absent.

    Raises:
        InputColumnError: If a named column is not there.
    """
    chosen = {field: _find(name, names) for field, name in (named or ColumnMap()).named().items()}
    by_plain_name = {plain_name(name): name for name in reversed(names)}
    for field, candidates in synonyms.items():
        for candidate in candidates:
            column = by_plain_name.get(plain_name(candidate))
            if field not in chosen and column is not None and column not in chosen.values():
                chosen[field] = column
    return chosen


def missing_text(names: Sequence[str]) -> InputColumnError:
    """The error for an input without a text column; lists the columns that were found."""
    return InputColumnError("No column holds the text.", hint="Name it with --text-column.", options=shown_names(names))


def shown_names(names: Sequence[str]) -> list[str]:
    """Column names for a message: at most 30, each cut at 40 characters."""
    shown = [name if len(name) <= _SHOWN_CHARS else name[:_SHOWN_CHARS] + "…" for name in names[:_SHOWN_NAMES]]
    return [*shown, f"and {len(names) - _SHOWN_NAMES} more"] if len(names) > _SHOWN_NAMES else shown


def _find(wanted: str, names: Sequence[str]) -> str:
    if wanted in names:
        return wanted
    alike = [name for name in names if plain_name(name) == plain_name(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise InputColumnError(
        f"There is no column {wanted!r}.", hint="Name one of the columns of the input.", options=shown_names(names)
    )
