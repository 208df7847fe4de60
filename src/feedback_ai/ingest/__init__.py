"""Files become records: readers, profiles and column guessing.

Read `reading.py` first: it shows the way from a path to records.
"""

from feedback_ai.ingest.columns import ColumnMap
from feedback_ai.ingest.encoding import ENCODINGS
from feedback_ai.ingest.formats import FORMATS
from feedback_ai.ingest.profiles import PROFILES
from feedback_ai.ingest.reading import Reading, Row, read
from feedback_ai.ingest.records import Rules, build_record
from feedback_ai.ingest.refusals import REFUSALS, refuse

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "PROFILES",
    "REFUSALS",
    "ColumnMap",
    "Reading",
    "Row",
    "Rules",
    "build_record",
    "read",
    "refuse",
]
