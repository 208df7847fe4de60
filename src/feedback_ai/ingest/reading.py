"""The way in: a file, its format, encoding, profile and columns, and its rows as records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from feedback_ai.errors import InputEmptyError
from feedback_ai.ingest import dates
from feedback_ai.ingest.columns import ColumnMap, Columns, choose, missing_text
from feedback_ai.ingest.formats import choose_format, json_layout
from feedback_ai.ingest.guess import guess_text_column
from feedback_ai.ingest.identity import ContentIds
from feedback_ai.ingest.limits import SAMPLE_CHARS, SAMPLE_ROWS
from feedback_ai.ingest.profiles import Profile, Raw, choose_profile
from feedback_ai.ingest.readers import READERS, RawItem, RawRow
from feedback_ai.ingest.records import Rules, build_record
from feedback_ai.ingest.source import Source, open_source
from feedback_ai.schema import FeedbackRecord, RefusedRow

Row = FeedbackRecord | RefusedRow


class Reading:
    """An input being read: iterate it once, and close it or use it as a context manager.

    Attributes:
        format: One of `FORMATS`.
        encoding: Encoding of the text; empty for workbooks.
        profile: Name of the profile.
        columns: Column by field, to be shown; keys of JSON rows that first appear later are added when they come.
        notes: What the user should be told; complete when the rows are read.
    """

    def __init__(self, source: Source, input_format: str, wanted_profile: str, named: ColumnMap, rules: Rules) -> None:
        """Read as much as is needed to know profile and columns.

        Raises:
            InputEmptyError: If there are no rows.
            InputColumnError: If a named column, or any text column, is missing.
            InputFormatError: If the profile is unknown or does not fit.
        """
        self.format = input_format
        self.encoding = source.encoding
        self.notes: list[str] = []
        self._source = source
        items = READERS[input_format](source, self.notes)
        first, items = _read_ahead(items)
        if not first:
            raise InputEmptyError(f"{source.name} has no rows.", hint="Name a file with at least one row of data.")
        sample = [item.values for item in first if isinstance(item, RawRow)]
        profile = choose_profile(wanted_profile, input_format, sample)
        self.profile = profile.name
        if wanted_profile == "auto":
            self.notes.append(f"The profile {profile.name} was chosen: {profile.summary}.")
        flat = [profile.flatten(raw) for raw in sample if profile.skips(raw) is None]
        columns = self._choose_columns(profile, flat, named)
        self.columns = columns.chosen
        rules.defaults = profile.defaults
        self._decide_day_order(flat, rules)
        self._rows = self._records(items, profile, columns, rules)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; no row can be read after it."""
        self._source.close()

    def _choose_columns(self, profile: Profile, sample: Sequence[Raw], named: ColumnMap) -> Columns:
        names = list(dict.fromkeys(name for row in sample for name in row))
        synonyms = named.allowed(profile.synonyms)
        chosen = choose(names, synonyms, named)
        if "text" not in chosen and profile.guesses_text:
            guessed = guess_text_column(sample, chosen.values())
            if guessed is not None:
                chosen["text"] = guessed
                self.notes.append(f"The column {guessed!r} was taken for the text, because it holds the longest texts.")
        if sample and "text" not in chosen:
            raise missing_text(names)
        return Columns(chosen, names, synonyms, profile.text_parts)

    def _decide_day_order(self, sample: Sequence[Raw], rules: Rules) -> None:
        if rules.day_first is None and "created_at" in self.columns:
            rules.day_first = dates.order_of(row.get(self.columns["created_at"]) for row in sample)
            if rules.day_first is not None:
                order = "day/month/year" if rules.day_first else "month/day/year"
                self.notes.append(f"Dates such as 03/04/2026 are read as {order}, as other dates of the input prove.")

    def _records(self, items: Iterator[RawItem], profile: Profile, columns: Columns, rules: Rules) -> Iterator[Row]:
        skipped: Counter[str] = Counter()
        for item in items:
            if isinstance(item, RefusedRow):
                yield item
            elif kind := profile.skips(item.values):
                skipped[kind] += 1
            else:
                yield build_record(columns.fields(profile.flatten(item.values)), item.number, rules)
        self.notes.extend(f"{count} {kind} were passed over." for kind, count in skipped.items())
        self.close()


def read(
    path: Path | str,
    *,
    format: str = "auto",
    profile: str = "auto",
    columns: ColumnMap | None = None,
    encoding: str | None = None,
    source: str | None = None,
    day_first: bool | None = None,
    id_key: bytes = b"",
) -> Reading:
    """Open an input and find out how to read it.

    Args:
        path: A file, or `-` for standard input; gzipped or not.
        format: One of `FORMATS`, or `auto`.
        profile: One of `PROFILES`, or `auto`.
        columns: Columns named by the user.
        encoding: One of `ENCODINGS`; recognised if None.
        source: Name of the source, for all records; the rows' own or the profile's if None.
        day_first: Order of dates such as 03/04/2026; if None, as other dates of the input prove, else they are refused.
        id_key: Key of the ids that records without one are given from their content.

    Returns:
        The reading; its rows come in file order, one at a time.

    Raises:
        InputError: One of its kinds, if the input as a whole cannot be read.
    """
    opened = open_source(path)
    try:
        if not opened.head:
            raise InputEmptyError(f"{opened.name} is empty.", hint="Name a file with at least one row of data.")
        chosen = choose_format(opened, "transcript" if (format, profile) == ("auto", "transcript") else format)
        if chosen != "xlsx":
            opened.choose_encoding(encoding)
        if chosen == "json" and format == "auto":
            chosen = json_layout(opened.head_text())
        rules = Rules(source=source, day_first=day_first, ids=ContentIds(id_key))
        return Reading(opened, chosen, profile, columns or ColumnMap(), rules)
    except BaseException:
        opened.close()
        raise


def _read_ahead(items: Iterator[RawItem]) -> tuple[list[RawItem], Iterator[RawItem]]:
    """The first rows, and all rows from the first again."""
    first: list[RawItem] = []
    size = 0
    for item in items:
        first.append(item)
        size += sum(_length(value) for value in item.values.values()) if isinstance(item, RawRow) else 0
        if len(first) == SAMPLE_ROWS or size > SAMPLE_CHARS:
            break
    return first, chain(list(first), items)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else 1
