"""How texts that judge a facet in one way are read by the model: what corrects shares where no audit was made."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.data import FACETS, POLARITIES, Example
from training.predictions import Predictions

STANCES = ("none", *map(str, POLARITIES))
"""Rows (gold) and columns (given) of a table: the text does not judge the facet, or judges it so."""
SIGNS = np.array([0, *range(-1, len(POLARITIES) - 1)])
"""Sign of a sentence's facet by its code, 0 (absent) to 3 (positive)."""


def stance_tables(examples: Sequence[Example], predictions: Predictions) -> dict[str, dict[str, list[list[int]]]]:
    """Texts by what gold says and what is given: by language (`en`, `zh`) and facet a table of 4 x 4.

    A text's stance is the sign of the sum over its sentences, as `feedback_ai.measure.servqual` counts it; the model's
    segments are laid on the annotated sentences.
    """
    lengths = [len(example.spans) for example in examples]
    gold = _stances(np.concatenate([example.facets for example in examples]), lengths)
    given = _stances(predictions.facets, lengths)
    tables: dict[str, dict[str, list[list[int]]]] = {}
    for lang in sorted({example.lang for example in examples}):
        own = [example.lang == lang for example in examples]
        tables[lang] = {
            str(facet): _table(gold[own, column], given[own, column]) for column, facet in enumerate(FACETS)
        }
    return tables


def _stances(facets: npt.NDArray[np.int8], lengths: Sequence[int]) -> npt.NDArray[np.int64]:
    """Indices of `STANCES`, (n_texts, n_facets), from the codes of sentences, (n_sentences, n_facets)."""
    starts = np.cumsum([0, *lengths[:-1]])
    judged = np.add.reduceat(facets != 0, starts, dtype=np.int64) > 0
    sums = np.add.reduceat(SIGNS[facets], starts)
    return np.where(judged, STANCES.index("neutral") + np.sign(sums), 0)


def _table(gold: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> list[list[int]]:
    counts = np.zeros((len(STANCES), len(STANCES)), dtype=int)
    np.add.at(counts, (gold, given), 1)
    return [[int(n) for n in row] for row in counts]
