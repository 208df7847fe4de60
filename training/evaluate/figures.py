"""Figures of a set of predictions against gold, on any choice of texts, with bootstrap intervals over texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from training.data import SEVERITIES, DocumentTask, Example, document_targets, stack_segments
from training.evaluate.reliability import Emitted, calibration_curves
from training.predictions import Predictions

N_SERVQUAL = 5
N_CAUSES = 6
"""Root causes that are scored together: all but `unknown`."""
MIN_POSITIVES = 20
"""Root causes with fewer positives stay out of the macro figure; their micro figure counts them."""
N_RESAMPLES = 500
CRITICAL = len(SEVERITIES) - 1
SHARES = ("_coverage", "_where_given", "critical_recall", "critical_flagged")
"""Endings of the tallies that count a share."""
CHOICES: tuple[DocumentTask, ...] = ("sentiment", "intent", "severity")

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating[Any]]
Figure = dict[str, float]
"""`value` with its 95 % interval `low`, `high`."""


def f1(gold: Mask, predicted: Mask) -> float:
    """F1 of one label; 0 where it is neither there nor predicted."""
    hits = int((gold & predicted).sum())
    total = int(gold.sum()) + int(predicted.sum())
    return 2 * hits / total if total else 0.0


def macro_f1(gold: npt.NDArray[Any], predicted: npt.NDArray[Any], n_classes: int) -> float:
    """Mean F1 over the classes that gold has."""
    classes = [c for c in range(n_classes) if (gold == c).any()]
    return float(np.mean([f1(gold == c, predicted == c) for c in classes])) if classes else 0.0


@dataclass(frozen=True)
class Tally:
    """Counts of some labels: hits, occurrences in gold, occurrences found; (rows, labels) each.

    A row is a text, or a choice of texts once summed.
    """

    hits: Floats
    gold: Floats
    found: Floats

    def summed(self, weights: Floats) -> "Tally":
        """Counts of choices of texts: weights (choices, texts) say how often each text is taken."""
        return Tally(weights @ self.hits, weights @ self.gold, weights @ self.found)

    def columns(self, chosen: Sequence[int] | slice) -> "Tally":
        """Some of the labels."""
        return Tally(self.hits[:, chosen], self.gold[:, chosen], self.found[:, chosen])

    def each(self) -> Floats:
        """F1 of every label (rows, labels); 0 where it is neither there nor found."""
        result: Floats = 2 * self.hits / np.maximum(self.gold + self.found, 1)
        return result

    def macro(self) -> Floats:
        """Mean F1 over the labels that gold has (rows,)."""
        there = self.gold > 0
        result: Floats = (self.each() * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        return result

    def micro(self) -> Floats:
        """F1 of all labels taken as one (rows,)."""
        return Tally(*(part.sum(axis=1, keepdims=True) for part in (self.hits, self.gold, self.found))).each()[:, 0]

    def recall(self) -> Floats:
        """Hits of what gold has (rows,), all labels taken as one."""
        result: Floats = self.hits.sum(axis=1) / np.maximum(self.gold.sum(axis=1), 1)
        return result


class Scorer:
    """Predictions beside gold, scored on any choice of the texts."""

    def __init__(self, examples: Sequence[Example], predictions: Predictions) -> None:
        counts = [len(example.spans) for example in examples]
        self._n = len(examples)
        self._text_of_sentence = np.repeat(np.arange(self._n), counts)
        self.tallies = self._sentence_tallies(examples, predictions) | _text_tallies(examples, predictions)
        self._emitted = self._given_facets(examples, predictions)

    def _counted(self, gold: Mask, found: Mask) -> Tally:
        """Counts by text from masks by sentence."""
        tables = []
        for mask in (gold & found, gold, found):
            table = np.zeros((self._n, mask.shape[1]))
            np.add.at(table, self._text_of_sentence, mask)
            tables.append(table)
        return Tally(*tables)

    def _sentence_tallies(self, examples: Sequence[Example], predictions: Predictions) -> dict[str, Tally]:
        gold, own = stack_segments(examples, "facets"), predictions.facets
        stated = stack_segments(examples, "expectation")[:, None], predictions.expectation[:, None]
        return {
            "facets": self._counted(gold > 0, own > 0),
            "polar": self._counted(_polar(gold), _polar(own)),
            "causes": self._counted(stack_segments(examples, "causes"), predictions.causes),
            "expectation": self._counted(*stated),
        }

    def _given_facets(self, examples: Sequence[Example], predictions: Predictions) -> Emitted | None:
        """The facets given to sentences, right where facet and polarity are; None where they have no confidence."""
        if predictions.confidence is None:
            return None
        rows, columns = np.nonzero(predictions.facets)
        right = stack_segments(examples, "facets")[rows, columns] == predictions.facets[rows, columns]
        return Emitted(predictions.confidence[rows, columns], right, self._text_of_sentence[rows])

    def score(self, texts: npt.NDArray[np.int64]) -> dict[str, Figure]:
        """Every figure on some of the texts (indices), each with a bootstrap interval.

        Returns:
            Figures in [0, 1] by name. A figure for which these texts have nothing to count is left out.
        """
        weights = resamples(texts, self._n)
        summed = {name: tally.summed(weights) for name, tally in self.tallies.items()}
        curves = _segment_curves(summed) | _text_curves(summed)
        if self._emitted is not None:
            curves |= calibration_curves(self._emitted.among(weights[0]), weights)
        return {name: interval(curve) for name, curve in curves.items()}


def _text_tallies(examples: Sequence[Example], predictions: Predictions) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for task in CHOICES:
        target, chosen = document_targets(examples, task), getattr(predictions, task)
        classes = np.arange(int(max(target.max(), chosen.max())) + 1)
        there, found = target[:, None] == classes, chosen[:, None] == classes
        tallies[task] = Tally(*(part.astype(float) for part in (there & found, there, found)))
        if task in predictions.abstained:
            given = ~predictions.abstained[task]
            tallies[f"{task}_coverage"] = _ratio(given, np.ones(len(target)))
            tallies[f"{task}_where_given"] = _ratio(given & (target == chosen), given)
    is_critical = document_targets(examples, "severity") == CRITICAL
    flagged = predictions.severity == CRITICAL if predictions.flagged is None else predictions.flagged
    tallies["critical_recall"] = _ratio(is_critical & flagged, is_critical)
    tallies["critical_flagged"] = _ratio(flagged, np.ones(len(flagged)))
    return tallies


def _segment_curves(summed: Mapping[str, Tally]) -> dict[str, Floats]:
    """Figures of sentences for every choice of texts, from the counts of each."""
    facets, causes = summed["facets"], summed["causes"].columns(slice(N_CAUSES))
    curves = {
        "facets": facets.macro(),
        "facets_micro": facets.micro(),
        "servqual": facets.columns(slice(N_SERVQUAL)).macro(),
        "servqual_with_polarity": summed["polar"].macro(),
        "product": facets.each()[:, N_SERVQUAL],
        "price": facets.each()[:, N_SERVQUAL + 1],
        "root_causes_micro": causes.micro(),
        "expectation": summed["expectation"].micro(),
    }
    frequent = np.flatnonzero(causes.gold[0] >= MIN_POSITIVES)
    return curves | ({"root_causes": causes.columns(frequent.tolist()).macro()} if frequent.size else {})


def _text_curves(summed: Mapping[str, Tally]) -> dict[str, Floats]:
    """Figures of texts for every choice of them, from the counts of each."""
    curves: dict[str, Floats] = {task: summed[task].macro() for task in CHOICES}
    curves |= {f"{task}_accuracy": summed[task].micro() for task in CHOICES}
    shares = {name: tally for name, tally in summed.items() if name.endswith(SHARES) and tally.gold[0].any()}
    return curves | {name: tally.recall() for name, tally in shares.items()}


def _polar(facets: npt.NDArray[Any]) -> Mask:
    """SERVQUAL dimensions judged negatively (columns 0-4) and positively (5-9)."""
    servqual = facets[:, :N_SERVQUAL]
    return np.concatenate([servqual == 1, servqual == 3], axis=1)


def _ratio(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Tally:
    """A share as a tally of one label whose recall it is."""
    column = np.asarray(part, dtype=float)[:, None], np.asarray(whole, dtype=float)[:, None]
    return Tally(column[0], column[1], column[0])


def resamples(texts: npt.NDArray[np.int64], n: int, *, seed: int = 0) -> Floats:
    """How often each of `n` texts is taken: first every one of `texts` once, then bootstrap samples of them.

    Returns:
        float (1 + N_RESAMPLES, n).
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((1 + N_RESAMPLES, n))
    weights[0, texts] = 1
    weights[1:, texts] = rng.multinomial(len(texts), np.full(len(texts), 1 / len(texts)), size=N_RESAMPLES)
    return weights


def interval(curve: Floats) -> Figure:
    """A figure whose first entry is its value and whose others are those of bootstrap samples."""
    low, high = np.quantile(curve[1:], [0.025, 0.975])
    return {name: round(float(x), 4) for name, x in (("value", curve[0]), ("low", low), ("high", high))}


def by_group(
    score: Callable[[npt.NDArray[np.int64]], dict[str, Figure]],
    examples: Sequence[Example],
    group: Callable[[Example], str],
    *,
    at_least: int = 1,
) -> dict[str, Any]:
    """Figures of each group of texts, with its size as `n_texts`; groups below `at_least` texts are left out."""
    members: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        members.setdefault(group(example), []).append(index)
    return {
        name: {"n_texts": len(own), **score(np.array(own))}
        for name, own in sorted(members.items())
        if len(own) >= at_least
    }


def label_scores(scorer: Scorer, names: Mapping[str, tuple[str, Sequence[str]]]) -> dict[str, dict[str, Any]]:
    """F1 of every single label with its count in gold, on all texts.

    Args:
        scorer: Predictions beside gold.
        names: Groups of labels, each with the tally in which they are counted, in order.
    """
    result: dict[str, dict[str, Any]] = {}
    for group, (counted, labels) in names.items():
        tally = scorer.tallies[counted]
        tally = tally.summed(np.ones((1, len(tally.gold))))
        result[group] = {
            str(label): {"f1": round(float(score), 4), "n": int(n)}
            for label, score, n in zip(labels, tally.each()[0], tally.gold[0], strict=False)
        }
    return result
