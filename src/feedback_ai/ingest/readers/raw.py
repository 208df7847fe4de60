"""What readers give: the rows of an input as they stand there, or why one cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback_ai.schema import RefusedRow


@dataclass(frozen=True)
class RawRow:
    """One row by the input's own names.

    Attributes:
        number: 1-based number of the row; line for JSONL, element for JSON, turn for transcripts.
        values: Values by column or key, in order.
    """

    number: int
    values: Mapping[str, Any]


RawItem = RawRow | RefusedRow
