"""SetFit (Tunstall et al. 2022) on the facets: what a few labelled sentences a label reach."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.baselines.majority import Majority
from training.calibrate import best_threshold
from training.data import Example, Lang, stack_segments
from training.predictions import Predictions

SHOTS = 32
"""Sentences a facet and language, and as many without a facet."""
MAX_STEPS = 300
BATCH = 16
POSITIVE = 3
MAX_TOKENS = 64

Table = npt.NDArray[Any]


class SetFitFacets:
    """Facets of a sentence read alone, both languages together; their polarity is what training says most."""

    def __init__(
        self, train: Sequence[Example], dev: Sequence[Example], encoder_directory: Path, max_steps: int = MAX_STEPS
    ) -> None:
        """Tune a copy of the encoder on pairs of sentences, then fit the heads; thresholds are chosen on `dev`."""
        self._model = _model(encoder_directory)
        self._majority = Majority(train)
        facets = stack_segments(train, "facets")
        self._polarity = [int(np.bincount(column[column > 0], minlength=POSITIVE + 1).argmax()) for column in facets.T]
        langs = np.array([example.lang for example in train for _ in example.spans])
        chosen = choose_shots(facets > 0, langs)
        sentences = _sentences(train)
        _train(self._model, [sentences[row] for row in chosen], (facets[chosen] > 0).astype(int), max_steps)
        proba, gold = self._probabilities(dev), stack_segments(dev, "facets") > 0
        self._cuts = [best_threshold(proba[:, c], gold[:, c]) for c in range(gold.shape[1])]

    def _probabilities(self, examples: Sequence[Example]) -> Table:
        found = self._model.predict_proba(_sentences(examples), as_numpy=True, show_progress_bar=False)
        # One-vs-rest gives a row a sentence; a multi-output head gives a table a label.
        return np.asarray(found)

    def predict(self, examples: Sequence[Example]) -> Predictions:
        """Label texts; only facets are the model's own."""
        given = self._probabilities(examples) >= np.array(self._cuts)
        facets = np.where(given, np.array(self._polarity), 0).astype(np.int8)
        return replace(self._majority.predict(examples), facets=facets)


def choose_shots(present: Table, langs: Table, *, seed: int = 0) -> npt.NDArray[np.int64]:
    """Rows of at most `SHOTS` sentences for each facet and language, and of as many that have no facet.

    Args:
        present: bool (m, facets).
        langs: Language of each sentence (m,).
        seed: Of the draw.
    """
    rng = np.random.default_rng(seed)
    columns = [*present.T, ~present.any(axis=1)]
    languages: tuple[Lang, ...] = ("en", "zh")
    chosen: set[int] = set()
    for lang in languages:
        for column in columns:
            rows = np.flatnonzero(column & (langs == lang))
            chosen |= set(rng.permutation(rows)[:SHOTS].tolist())
    return np.array(sorted(chosen), dtype=np.int64)


def _sentences(examples: Sequence[Example]) -> list[str]:
    return [example.text[span.start : span.end] for example in examples for span in example.spans]


def _model(encoder_directory: Path) -> Any:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from setfit import SetFitModel
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    read = Transformer(str(encoder_directory), max_seq_length=MAX_TOKENS)
    body = SentenceTransformer(modules=[read, Pooling(read.get_embedding_dimension(), "mean")], device="cpu")
    head = OneVsRestClassifier(LogisticRegression(max_iter=500))
    return SetFitModel(model_body=body, model_head=head, multi_target_strategy="one-vs-rest")


def _train(model: Any, sentences: Sequence[str], labels: Table, max_steps: int) -> None:
    from datasets import Dataset
    from setfit import Trainer, TrainingArguments

    shots = Dataset.from_dict({"text": list(sentences), "label": labels.tolist()})
    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            output_dir=scratch,
            batch_size=BATCH,
            max_steps=max_steps,
            sampling_strategy="undersampling",
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            show_progress_bar=False,
            seed=0,
        )
        Trainer(model=model, args=arguments, train_dataset=shots).train()
