"""A JSON body becomes feedback records, or the reasons why it cannot."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from api.errors import ProblemError
from api.schemas.problems import ProblemItem
from feedback_ai.errors import InputTooLargeError
from feedback_ai.ingest import Rules, build_record
from feedback_ai.ingest.refusals import refuse
from feedback_ai.schema import FeedbackRecord, RefusedRow


class Batch(NamedTuple):
    """What a body holds.

    Attributes:
        records: The usable records, in order.
        refused: The others; `row` counts from 1.
        single: True where the body is a record and not a list of them.
    """

    records: list[FeedbackRecord]
    refused: list[RefusedRow]
    single: bool


def read(body: object, limit: int, rules: Callable[[int], Rules]) -> Batch:
    """Read a record, or the list under `records`.

    Args:
        body: The parsed JSON.
        limit: Most records that it may hold.
        rules: Gives what holds for the record at a 0-based index.

    Raises:
        ProblemError: If the body is neither, or a single record is refused.
        InputTooLargeError: If it holds more records.
    """
    if not isinstance(body, Mapping):
        raise _invalid(["body"], "The body must be an object: a record, or a list of them under `records`.")
    single = "records" not in body
    raws = [body] if single else body["records"]
    if not isinstance(raws, list) or not raws:
        raise _invalid(["body", "records"], "`records` must be a list with at least one record.")
    if len(raws) > limit:
        raise InputTooLargeError(
            f"The request has {len(raws)} records; at most {limit} are taken.", hint="Send them in several requests."
        )
    rows = [_read_one(raw, index, rules(index)) for index, raw in enumerate(raws)]
    batch = Batch(
        records=[row for row in rows if isinstance(row, FeedbackRecord)],
        refused=[row for row in rows if isinstance(row, RefusedRow)],
        single=single,
    )
    if single:
        require_complete(batch)
    return batch


def require_complete(batch: Batch) -> None:
    """Refuse a request of which a record was refused.

    Raises:
        ProblemError: `record_refused`, with every refused record in `errors`.
    """
    if batch.refused:
        raise refusal(batch.refused, None if batch.single else "records")


def refusal(refused: Sequence[RefusedRow], name: str | None) -> ProblemError:
    """The problem that tells of all rows that were refused.

    Args:
        refused: They; `row` counts from 1.
        name: The list of the body that they stand in; None where the body is the row itself.
    """
    items = []
    for row in refused:
        place: list[str | int] = [] if name is None else [name, row.row - 1]
        field = [row.field] if row.field else []
        items.append(ProblemItem(loc=["body", *place, *field], msg=row.reason, code=row.code))
    return ProblemError("record_refused", "Correct what `errors` lists and send the request again.", items)


def _read_one(raw: object, index: int, rules: Rules) -> FeedbackRecord | RefusedRow:
    if not isinstance(raw, Mapping):
        return refuse(index + 1, "json_not_object", "A record must be an object with keys.")
    return build_record(raw, index + 1, rules)


def _invalid(loc: list[str | int], msg: str) -> ProblemError:
    return ProblemError(
        "request_invalid", "Correct what `errors` lists.", [ProblemItem(loc=loc, msg=msg, code="body_type")]
    )
