"""Texts of a month in a store, and sheets that people filled in."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from backlog_fakes import Complaint, complaints, file

from feedback_ai.services.audit_sheet import HEADINGS, table
from feedback_ai.services.audit_views import AuditDetail
from feedback_ai.services.sheets import to_bytes
from feedback_ai.store import Store

Marks = Mapping[str, Mapping[str, object]]
"""Cells by column, by record id."""


def fill(store: Store, n: int = 60) -> dict[str, str]:
    """Complaints about reliability of September 2026, and some of August; feedback ids by record id."""
    earlier = [Complaint(f"old-{number:03}", days_ago=50) for number in range(5)]
    return file(store, [*complaints(n, "new"), *earlier])


def write_filled(audit: AuditDetail, marks: Marks, path: Path) -> Path:
    """The sheet of an audit with cells filled in."""
    header, *rows = table(audit)
    names = list(HEADINGS)
    records = {text.feedback_id: text.record_id for text in audit.texts}
    for row in rows:
        for name, value in marks.get(records[str(row[names.index("text_id")])], {}).items():
            row[names.index(name)] = value  # type: ignore[call-overload]
    path.write_bytes(to_bytes([header, *rows], path.suffix.lstrip("."), title="audit"))
    return path


def read_csv(content: str) -> list[dict[str, str]]:
    """Rows of a sheet by the names of its columns, without the Chinese."""
    return [
        {name.split()[0]: value for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(content.lstrip("\ufeff")))
    ]
