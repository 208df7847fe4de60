"""The committed list of content hashes of texts that score models; training refuses every row that matches."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

HASHES = Path(__file__).parent / "hashes.txt"


@cache
def committed() -> frozenset[str]:
    """Fingerprints (16 hex digits) of gold and of the scored splits of public corpora."""
    return frozenset(HASHES.read_text(encoding="ascii").split())


def write(fingerprints: Iterable[str], path: Path = HASHES) -> int:
    """Write the list, sorted, one a line; returns how many there are."""
    ordered = sorted(set(fingerprints))
    path.write_text("".join(f"{mark}\n" for mark in ordered), encoding="ascii")
    return len(ordered)
