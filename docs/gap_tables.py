"""Writes the table of docs/gap.md on how verdicts are read: `python docs/gap_tables.py`.

It counts `tests/fixtures/promise_directions.tsv`, where tests hold what the extractor reads.
"""

import re
from collections import Counter
from pathlib import Path

PAGE = Path(__file__).with_name("gap.md")
SENTENCES = PAGE.parents[1] / "tests" / "fixtures" / "promise_directions.tsv"
BLOCK = re.compile(r"(<!-- directions -->\n).*?(<!-- /directions -->)", re.DOTALL)
VERDICTS = ("better", "met", "broken", "undecided", "no pair")


def table() -> list[str]:
    """How many sentences of each written verdict are read as which."""
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]]
    counts = Counter((written, read or written) for _, written, read in rows)
    body = []
    for written in VERDICTS:
        cells = [counts[written, read] for read in VERDICTS]
        body.append(f"| {written} | {sum(cells)} | {' | '.join(str(n or '-') for n in cells)} |")
    head = f"| written | sentences | {' | '.join(f'read {read}' for read in VERDICTS)} |"
    return [head, "|---|---:|" + "---:|" * len(VERDICTS), *body]


def fill(page: str) -> str:
    """The page with its table as the sentences have it."""
    return BLOCK.sub(lambda found: found[1] + "\n".join(table()) + "\n" + found[2], page)


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
