"""Files of SERVQUAL answers: a row a respondent, a column an item and side (E1-E22, P1-P22)."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from feedback_ai.errors import InputColumnError, InputEmptyError
from feedback_ai.ingest import dates
from feedback_ai.ingest.columns import choose, shown_names
from feedback_ai.ingest.formats import choose_format, json_layout
from feedback_ai.ingest.limits import SAMPLE_ROWS
from feedback_ai.ingest.readers import READERS, RawItem, RawRow
from feedback_ai.ingest.refusals import refuse
from feedback_ai.ingest.source import open_source
from feedback_ai.ingest.synonyms import GENERIC
from feedback_ai.schema import RefusedRow
from feedback_ai.schema.surveys import HIGHEST, LOWEST, N_ITEMS, SurveyAnswer

SIDES = {
    "expected": re.compile(r"(?:e|exp|expectation|expected|期望|期待|预期)[\s_.-]*0*(\d{1,4})", re.IGNORECASE),
    "perceived": re.compile(r"(?:p|per|perc|perception|perceived|感知|感受|实际)[\s_.-]*0*(\d{1,4})", re.IGNORECASE),
}
"""What a column of an item is called."""
FIELDS = {
    **{name: GENERIC[name] for name in ("unit", "touchpoint", "channel", "created_at")},
    "id": (
        "respondent",
        "respondent id",
        *GENERIC["id"],
        *GENERIC["customer_id"],
        "问卷编号",
        "受访者",
        "答卷编号",
        "序号",
    ),
}
"""Names of the other columns."""
BLANK = frozenset({"", "-", "n/a", "na", "nan", "none", "null", "无", "未答"})

Row = SurveyAnswer | RefusedRow


def read_survey(path: Path | str) -> Iterator[Row]:
    """The answers of a file (CSV, XLSX, JSON or JSONL), one a row, in its order; rows that cannot be used say why.

    Raises:
        InputError: One of its kinds, if the file as a whole cannot be read.
        InputColumnError: If it lacks a column of an item, or one that tells the respondent.
    """
    source = open_source(path)
    try:
        chosen = choose_format(source, "auto")
        if chosen != "xlsx":
            source.choose_encoding(None)
        if chosen == "json":
            chosen = json_layout(source.head_text())
        items = READERS[chosen](source, [])
        first = list(islice(items, SAMPLE_ROWS))
        sample = [item.values for item in first if isinstance(item, RawRow)]
        if not first:
            raise InputEmptyError(f"{source.name} has no rows.", hint="Name a file with at least one answer.")
        names = list(dict.fromkeys(name for row in sample for name in row))
        reader = _Reader(names, sample, complete=True)
        yield from (reader.read(item) for item in chain(first, items))
    finally:
        source.close()


def read_answers(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The answers of rows that are there already, as of a request; rows that cannot be used say why.

    Args:
        rows: At least one, each by the names that columns of a file may have; they count from 1. An item that a row
            lacks was left out.

    Raises:
        InputColumnError: If no row has an item of a side, or what tells the respondent. It repeats no name that was
            sent.
    """
    try:
        reader = _Reader(list(dict.fromkeys(name for row in rows for name in row)), rows, complete=False)
    except InputColumnError as error:
        raise InputColumnError(error.what, hint=error.hint) from None
    return [reader.read(RawRow(number, row)) for number, row in enumerate(rows, 1)]


class _RefusedError(Exception):
    def __init__(self, code: str, reason: str, field: str) -> None:
        self.code, self.reason, self.field = code, reason, field
        super().__init__(code)


@dataclass(frozen=True)
class _Layout:
    """What stands where in a row.

    Attributes:
        items: Column of each item, by side; None where the row has none.
        fields: Column of each other field that it has.
    """

    items: Mapping[str, Sequence[str | None]]
    fields: Mapping[str, str]

    @classmethod
    def of(cls, names: Sequence[str]) -> Self:
        found = {side: _columns(names, side) for side in SIDES}
        items = {side: [own.get(number) for number in range(1, N_ITEMS + 1)] for side, own in found.items()}
        return cls(items, choose(names, FIELDS))


class _Reader:
    """Reads rows, each by the columns that it has itself: objects of JSON need not have the same names.

    Args:
        names: The columns of all rows.
        sample: The first rows.
        complete: Whether there must be a column of every item.
    """

    def __init__(self, names: Sequence[str], sample: Sequence[Mapping[str, Any]], *, complete: bool) -> None:
        for side in SIDES:
            _check_items(names, side, complete=complete)
        if "id" not in choose(names, FIELDS):
            raise InputColumnError(
                "No column tells the respondents apart.", hint="Call it `respondent`.", options=shown_names(names)
            )
        self._layouts: dict[tuple[str, ...], _Layout] = {}
        self._day_first = dates.order_of(self._date(row) for row in sample)
        self._seen: set[str] = set()

    def read(self, item: RawItem) -> Row:
        if isinstance(item, RefusedRow):
            return item
        try:
            return self._answer(item.values)
        except _RefusedError as refusal:
            return refuse(item.number, refusal.code, refusal.reason, refusal.field)

    def _answer(self, raw: Mapping[str, Any]) -> SurveyAnswer:
        layout = self._layout(raw)
        given = {field: _text(raw[column]) for field, column in layout.fields.items() if field != "created_at"}
        respondent = given.pop("id", None)
        if respondent is None:
            raise _RefusedError("respondent_missing", "The row names no respondent.", "respondent")
        sides = {
            side: tuple(None if column is None else _number(raw[column], column) for column in columns)
            for side, columns in layout.items.items()
        }
        if not any(None not in pair for pair in zip(*sides.values(), strict=True)):
            raise _RefusedError("answers_missing", "No item has both an expectation and a perception.", "expected")
        if respondent in self._seen:
            raise _RefusedError("id_repeated", "An earlier row has the same respondent.", "respondent")
        try:
            answer = SurveyAnswer.model_validate(
                {"respondent": respondent, "answered_at": self._time(raw), **given, **sides}
            )
        except ValidationError as error:
            name = str(error.errors(include_url=False, include_input=False)[0]["loc"][0])
            raise _RefusedError("field_too_long", f"{name} is too long or no text.", name) from None
        self._seen.add(respondent)
        return answer

    def _layout(self, raw: Mapping[str, Any]) -> _Layout:
        names = tuple(raw)
        if names not in self._layouts:
            self._layouts[names] = _Layout.of(names)
        return self._layouts[names]

    def _date(self, raw: Mapping[str, Any]) -> Any:
        column = self._layout(raw).fields.get("created_at")
        return None if column is None else raw[column]

    def _time(self, raw: Mapping[str, Any]) -> Any:
        value = self._date(raw)
        if _text(value) is None:
            return None
        try:
            return dates.parse_date(value, day_first=self._day_first)
        except dates.DateError as error:
            reason = f"The date cannot be read; valid are {dates.VALID_FORMS}."
            raise _RefusedError(error.code, reason, "answered_at") from None


def _columns(names: Sequence[str], side: str) -> dict[int, str]:
    """The columns of items, by the number that their names have."""
    return {int(match[1]): name for name in names if (match := SIDES[side].fullmatch(name.strip()))}


def _check_items(names: Sequence[str], side: str, *, complete: bool) -> None:
    found, valid = _columns(names, side), range(1, N_ITEMS + 1)
    letter, wrong = side[0].upper(), None
    missing = [number for number in valid if number not in found]
    if missing and (complete or len(missing) == N_ITEMS):
        wrong = f"{letter}{missing[0]} is missing"
    elif beyond := [number for number in found if number not in valid]:
        wrong = f"{letter}{beyond[0]} is none of them"
    if wrong is not None:
        raise InputColumnError(
            f"The columns of the {side} answers are not the {N_ITEMS} of SERVQUAL: {wrong}.",
            hint=f"Call them {letter}1 to {letter}{N_ITEMS}.",
            options=shown_names(names),
        )


def _number(value: Any, column: str) -> float | None:
    text = _text(value)
    if text is None:
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(text)
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise _RefusedError("answer_not_a_number", f"{column} must be a number, or empty.", column)
    if not LOWEST <= number <= HIGHEST:
        raise _RefusedError("answer_out_of_range", f"{column} must lie between {LOWEST} and {HIGHEST}.", column)
    return number


def _text(value: Any) -> str | None:
    # Databases take neither NUL nor half a surrogate pair.
    text = "" if value is None else str(value).replace("\0", "").encode(errors="ignore").decode().strip()
    return None if text.lower() in BLANK else text
