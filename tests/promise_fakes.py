"""The sentences that the extractor of promises was built against, and the short form in which tests write pairs."""

from pathlib import Path

from feedback_ai.schema import Promise, StatedQuantity

FILE = Path(__file__).parent / "fixtures" / "promise_development.tsv"
DIRECTIONS = FILE.with_name("promise_directions.tsv")
VERDICTS = {"above": "better", "equal": "met", "below": "broken", None: "undecided"}


def development_sentences() -> list[tuple[str, str]]:
    """Text and pairs: "3 day > 9 day | 1 hour > -"; "-" is not stated, "+" behind an outcome open or greater."""
    rows = FILE.read_text(encoding="utf-8").splitlines()[1:]
    return [(text, pairs) for text, _, pairs in (row.partition("\t") for row in rows)]


def directed_sentences() -> list[tuple[str, str, str]]:
    """Text, verdict (one of `VERDICTS`, or "no pair") and what is read instead, "" where the verdict is read."""
    rows = DIRECTIONS.read_text(encoding="utf-8").splitlines()[1:]
    return [(text, verdict, read) for text, verdict, read in (row.split("\t") for row in rows)]


def verdicts(promises: tuple[Promise, ...]) -> str:
    """The verdicts of the pairs with both sides."""
    return " ".join(VERDICTS[one.gap.verdict] for one in promises if one.gap is not None) or "no pair"


def told(promises: tuple[Promise, ...]) -> str:
    """Promises in the short form."""
    return " | ".join(f"{_side(one.promised)} > {_side(one.actual)}{' +' if one.at_least else ''}" for one in promises)


def _side(stated: StatedQuantity | None) -> str:
    if stated is None:
        return "-"
    upper = "" if stated.upper is None else f"-{stated.upper:g}"
    return f"{stated.value:g}{upper} {stated.unit}"
