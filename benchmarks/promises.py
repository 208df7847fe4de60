"""Scores the extractor of promises on the 240 sentences of tests/fixtures/promises/, which were written before it.

`python benchmarks/promises.py [--output FILE]` prints the figures by language and writes them as JSON and
into `docs/gap.md`. It never prints a sentence: whoever works on the extractor must not see them. The page counts how
often they were scored.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from feedback_ai.classify.rules.promises import find_promises
from feedback_ai.schema import Promise, StatedQuantity

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "fixtures" / "promises" / "sentences.jsonl"
FIGURES = ROOT / "benchmarks" / "results" / "promises.json"
PAGE = ROOT / "docs" / "gap.md"
TABLE = re.compile(r"(<!-- scores -->\n).*?(<!-- /scores -->)", re.DOTALL)
DIGITS = 4

Side = tuple[float, float | None, str] | None
Pair = tuple[Side, Side, bool]


def score(sentences: Iterable[dict[str, Any]]) -> dict[str, dict[str, dict[str, float]]]:
    """Figures by language and in all: of `gaps`, pairs with both sides, and of `all`, those with one side too.

    A pair is found where value, upper end and unit of both sides and whether the outcome is open are those written.
    Of pairs that state a `verdict` (`above`, `equal`, `below` or null), `verdicts` tells how many were found and how
    many of these were judged so.
    """
    counts: dict[str, dict[str, Counter[str]]] = {}
    for sentence in sentences:
        promises = find_promises(sentence["text"])
        told = Counter(_written(pair) for pair in sentence["pairs"])
        found = Counter(_found(promise) for promise in promises)
        judged = Counter((_written(pair), pair["verdict"]) for pair in sentence["pairs"] if "verdict" in pair)
        for language in (sentence["language"], "all"):
            parts = counts.setdefault(language, {})
            for part in ("gaps", "all"):
                _count(parts.setdefault(part, Counter()), _part(told, part), _part(found, part))
            if judged:
                _count(
                    parts.setdefault("verdicts", Counter()), judged, _verdicts(promises, {pair for pair, _ in judged})
                )
    return {
        language: {part: _figures(counter) for part, counter in parts.items()}
        for language, parts in sorted(counts.items())
    }


def _count(counter: Counter[str], told: Counter[Any], found: Counter[Any]) -> None:
    counter.update(written=told.total(), found=found.total(), right=(told & found).total())


def _verdicts(promises: Iterable[Promise], pairs: Container[Pair]) -> Counter[tuple[Pair, str | None]]:
    return Counter((_found(one), one.gap.verdict) for one in promises if one.gap is not None and _found(one) in pairs)


def _part(pairs: Counter[Pair], part: str) -> Counter[Pair]:
    return pairs if part == "all" else Counter({pair: n for pair, n in pairs.items() if pair[0] and pair[1]})


def _figures(counter: Counter[str]) -> dict[str, float]:
    precision = counter["right"] / counter["found"] if counter["found"] else 0.0
    recall = counter["right"] / counter["written"] if counter["written"] else 0.0
    return {
        **{name: counter[name] for name in ("written", "found", "right")},
        "precision": round(precision, DIGITS),
        "recall": round(recall, DIGITS),
    }


def _written(pair: dict[str, Any]) -> Pair:
    return _side(pair["promised"]), _side(pair["actual"]), pair["at_least"]


def _side(written: dict[str, Any] | None) -> Side:
    if written is None:
        return None
    upper = written["upper"]
    return (
        round(float(written["value"]), DIGITS),
        None if upper is None else round(float(upper), DIGITS),
        written["unit"],
    )


def _found(promise: Promise) -> Pair:
    return _quantity(promise.promised), _quantity(promise.actual), promise.at_least


def _quantity(stated: StatedQuantity | None) -> Side:
    return None if stated is None else _side(stated.model_dump())


def read() -> list[dict[str, Any]]:
    """The sentences."""
    return [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]


def table(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """The figures as the page shows them."""
    head = ["| language | pairs | written | found | right | precision | recall |", "|---|---|---:|---:|---:|---:|---:|"]
    rows = [
        f"| {language} | {part} | {row['written']:g} | {row['found']:g} | {row['right']:g} |"
        f" {row['precision']:.3f} | {row['recall']:.3f} |"
        for language, parts in figures.items()
        for part, row in parts.items()
    ]
    return "\n".join([*head, *rows])


def main() -> None:
    """Score, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=FIGURES)
    arguments = parser.parse_args()
    figures = score(read())
    for language, parts in figures.items():
        for part, row in parts.items():
            print(f"{language:8} {part:5} " + "  ".join(f"{name} {value:g}" for name, value in row.items()))
    arguments.output.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda found: f"{found[1]}{table(figures)}\n{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
