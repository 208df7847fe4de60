"""How much of an input is held at once; all readers keep to these."""

MAX_ROW_CHARS = 2_000_000
"""Longest line, or row over several lines, in code points; the rest of a longer one is skipped without loading it."""

MAX_ELEMENT_CHARS = 16_000_000
"""Longest element of a JSON document, in code points; a parser cannot step over an element that it does not read."""

MAX_WORKBOOK_BYTES = 512 * 1024 * 1024
"""Most that a workbook may unpack to; its shared strings are held in memory while it is read."""

MAX_COMPRESSION_RATIO = 200
"""Highest ratio of unpacked to packed size of a large part of a workbook; real ones stay below 50."""

MAX_WORKBOOK_ROWS = 1_048_576
"""Rows that a worksheet can have."""

MAX_TRANSCRIPT_CHARS = 10_000_000
"""Longest transcript, in code points; it is held whole, because who speaks is known only from all of it."""

HEAD_BYTES = 64 * 1024
"""Start of the input from which format and delimiter are recognised."""

CHECK_BYTES = 64 * 1024 * 1024
"""Start of a file whose encoding is checked before its first row is read; of standard input only the head is."""

SAMPLE_ROWS = 200
"""First rows from which profile, columns and order of day and month are recognised."""

SAMPLE_CHARS = 8_000_000
"""Most text held in that sample, in code points."""
