"""A mapping with the contract's keys becomes a record, or the reason why it cannot."""

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from feedback_ai.ingest import dates
from feedback_ai.ingest.identity import ContentIds
from feedback_ai.ingest.refusals import refuse
from feedback_ai.schema import MAX_TEXT_CHARS, FeedbackRecord, RefusedRow

TEXT_FIELDS = ("id", "source", "channel", "unit", "touchpoint", "customer_id", "customer_tier", "language")
"""Fields that are short texts; numbers are taken for them too, because ids often are numbers."""

MAX_AHEAD = timedelta(hours=24)
"""How far a date may lie ahead: dates without an offset can be up to 14 hours off."""

_FIELDS = frozenset(FeedbackRecord.model_fields)
_PLACEHOLDERS = frozenset(
    {"", "-", "--", "/", "n/a", "na", "nan", "none", "null", "nil", "unknown", "\\n", "无", "未评价", "未评分"}
)
_RATING = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(?:/\s*(?:5|10)|stars?|星|分)?", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


class _RefusedError(Exception):
    """Ends the building of a record; carries the refusal."""

    def __init__(self, code: str, reason: str, field: str) -> None:
        self.code, self.reason, self.field = code, reason, field
        super().__init__(code)


@dataclass
class Rules:
    """What holds for all rows of one input.

    Attributes:
        source: Name of the source; wins over the row's own.
        defaults: Values of fields that a row leaves empty.
        day_first: Order of `03/04/2026`; None where it is not known.
        ids: Gives ids to records without one.
        now: The time that "in the future" is measured from; the clock's if None.
    """

    source: str | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    ids: ContentIds = field(default_factory=ContentIds)
    now: datetime | None = None


def build_record(raw: Mapping[str, Any], row: int, rules: Rules | None = None) -> FeedbackRecord | RefusedRow:
    """Turn one mapping into a record.

    Args:
        raw: Values by the contract's keys; keys it does not know become metadata.
        row: 1-based number of the row, for the refusal.
        rules: What holds for the whole input.

    Returns:
        The record, or a refusal with a code of `REFUSALS` whose reason never repeats a value.
    """
    rules = rules or Rules()
    try:
        given = {key: value for key, value in raw.items() if value is not None and value != ""}
        return _build({**rules.defaults, **given}, rules)
    except _RefusedError as refusal:
        return refuse(row, refusal.code, refusal.reason, refusal.field)


def _build(raw: Mapping[str, Any], rules: Rules) -> FeedbackRecord:
    text = _text(raw.get("text"))
    created_at = _created_at(raw.get("created_at"), rules)
    rating = _rating(raw.get("rating"))
    values = {name: _short_text(name, raw.get(name)) for name in TEXT_FIELDS}
    source = rules.source if rules.source is not None else values["source"] or ""
    where = (values["channel"], values["unit"], values["touchpoint"])
    values["id"] = values["id"] or rules.ids.next_id(text, created_at, rating, where)
    try:
        return FeedbackRecord.model_validate(
            values
            | {"text": text, "source": source, "created_at": created_at, "rating": rating, "metadata": _metadata(raw)}
        )
    except ValidationError as error:
        raise _explain(error) from None


def _text(value: Any) -> str:
    if value is None:
        raise _RefusedError("text_missing", "The row has no text.", "text")
    if not isinstance(value, str):
        raise _RefusedError("field_type", "The text must be a string.", "text")
    if len(value) > MAX_TEXT_CHARS:
        reason = f"The text has {len(value)} characters; at most {MAX_TEXT_CHARS} are read. Split it into records."
        raise _RefusedError("text_too_long", reason, "text")
    if all(unicodedata.category(character) in _INVISIBLE for character in value):
        raise _RefusedError("text_missing", "The text is empty or has only invisible characters.", "text")
    return value


def _created_at(value: Any, rules: Rules) -> datetime | None:
    if _is_placeholder(value):
        return None
    try:
        created_at = dates.parse_date(value, day_first=rules.day_first)
    except dates.DateError as error:
        reason = {
            "date_ambiguous": "Day and month could be either way round; write the year first or name the order.",
            "date_unreadable": f"The date cannot be read; valid are {dates.VALID_FORMS}.",
        }[error.code]
        raise _RefusedError(error.code, reason, "created_at") from None
    if created_at > (rules.now or datetime.now(UTC)) + MAX_AHEAD:
        reason = "The date is more than a day in the future; valid are dates up to now."
        raise _RefusedError("date_in_future", reason, "created_at")
    return created_at


def _rating(value: Any) -> float | None:
    if _is_placeholder(value):
        return None
    match = _RATING.fullmatch(value.strip()) if isinstance(value, str) else None
    number = float(match[1].replace(",", ".")) if match else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise _RefusedError("rating_not_a_number", "The rating must be a number from 0 to 10, or empty.", "rating")
    if not 0 <= number <= 10:
        raise _RefusedError("rating_out_of_range", "The rating must lie between 0 and 10.", "rating")
    return float(number)


def _is_placeholder(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)  # what data frames hold for "no value"
    return value is None or (isinstance(value, str) and value.strip().lower() in _PLACEHOLDERS)


def _short_text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _RefusedError("field_type", f"{name} must be a string or a number.", name)
    return str(value).strip() or None


def _metadata(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The `metadata` of the row and its unknown keys; lists and objects as their JSON."""
    own = raw.get("metadata", {})
    if not isinstance(own, Mapping):
        raise _RefusedError("field_type", "metadata must be an object with keys.", "metadata")
    unknown = {key: value for key, value in raw.items() if key not in _FIELDS}
    scalars = {str(key): _scalar(value) for key, value in {**unknown, **own}.items() if value not in (None, "")}
    if not scalars:
        return {}
    try:
        json.dumps(scalars, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # the schema checks the fields, but not what is in a dictionary
        raise _undecodable("metadata") from None
    return scalars


def _scalar(value: Any) -> str | int | float | bool:
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _undecodable(name: str) -> _RefusedError:
    reason = f"{name} has bytes that are no text in this encoding; correct them or name the right --encoding."
    return _RefusedError("bytes_undecodable", reason, name)


def _explain(error: ValidationError) -> _RefusedError:
    """The schema's first complaint in our words; the library's own would repeat the value."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0])
    if first["type"] == "string_unicode":
        return _undecodable(name)
    if first["type"] == "string_too_long":
        limit = first["ctx"]["max_length"]
        code = "id_too_long" if name == "id" else "field_too_long"
        return _RefusedError(code, f"{name} is too long; at most {limit} characters are valid.", name)
    return _RefusedError("field_type", f"{name} has a value of the wrong kind.", name)
