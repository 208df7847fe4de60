"""Ways to train on some texts and label others, for comparisons that train many times; each calls training alike."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from feedback_ai.classify import Classifier
from feedback_ai.classify.calibration import Calibration, Probabilities, calibrate
from feedback_ai.classify.heads import VectorHeads
from feedback_ai.classify.lexical import LexicalHeads
from feedback_ai.embed import Encoder
from feedback_ai.schema import Facet, RootCause, Sentiment
from training.baselines import frozen
from training.baselines.heads import LogisticHeads
from training.calibrate import class_shares, fit_calibration
from training.corpora import Pair
from training.data import POLARITIES, Example
from training.export import save_network
from training.finetune import finetune
from training.finetune_config import FinetuneConfig
from training.lexical import fit_lexical
from training.predictions import Predictions, predict
from training.steps import calibration_of


class Recipe(StrEnum):
    """How much is trained: everything as for a bundle, heads on frozen vectors, or heads on words alone."""

    FULL = "full"
    FROZEN = "frozen"
    WORDS = "words"


@dataclass(frozen=True)
class Trainer:
    """Trains one recipe again and again.

    Attributes:
        recipe: Which.
        encoder: Directory of the encoder to start from.
        config: Of fine-tuning; only `full` reads it.
        pairs: Translations that `full` reads too, if its recipe does.
    """

    recipe: Recipe
    encoder: Path
    config: FinetuneConfig
    pairs: Sequence[Pair] = ()

    def __call__(
        self, train: Sequence[Example], chosen_on: Sequence[Example], held_out: Sequence[Example]
    ) -> Predictions:
        """Train on `train`, choose thresholds and calibration on `chosen_on`, label `held_out`."""
        ways: dict[Recipe, Callable[..., Predictions]] = {
            Recipe.FULL: self._full,
            Recipe.FROZEN: self._frozen,
            Recipe.WORDS: _words,
        }
        return ways[self.recipe](train, chosen_on, held_out)

    def _frozen(
        self, train: Sequence[Example], chosen_on: Sequence[Example], held_out: Sequence[Example]
    ) -> Predictions:
        vectors = frozen.FrozenFeatures(self.encoder)
        heads = LogisticHeads(train, chosen_on, vectors, segment_c=frozen.SEGMENT_C, text_c=frozen.TEXT_C)
        return heads.predict(held_out)

    def _full(self, train: Sequence[Example], chosen_on: Sequence[Example], held_out: Sequence[Example]) -> Predictions:
        with tempfile.TemporaryDirectory() as scratch:
            bundle = Path(scratch)
            save_network(finetune(train, self.encoder, self.config, pairs=self.pairs), self.encoder, bundle)
            encoder, heads = Encoder(bundle / "encoder"), VectorHeads.load(bundle / "heads.safetensors")
            words = LexicalHeads(fit_lexical(train))
            calibration = calibration_of(encoder, heads, words, train, chosen_on)
            spans = [example.spans for example in held_out]
            return predict(encoder, Classifier(heads, words, calibration), held_out, spans)


def _words(train: Sequence[Example], chosen_on: Sequence[Example], held_out: Sequence[Example]) -> Predictions:
    heads = LexicalHeads(fit_lexical(train))
    said = heads(*_read(chosen_on))
    # The words stand in for the vectors too: calibration weighs two opinions that are the same.
    calibration = fit_calibration(said, said, chosen_on, class_shares(train))
    said = heads(*_read(held_out))
    return decide(calibrate(said, said, calibration), calibration, held_out)


def _read(examples: Sequence[Example]) -> tuple[list[str], list[str]]:
    sentences = [example.text[span.start : span.end] for example in examples for span in example.spans]
    return [example.text for example in examples], sentences


def decide(proba: Probabilities, calibration: Calibration, examples: Sequence[Example]) -> Predictions:
    """Labels whose probability reaches the threshold of the text's language; causes where a facet is negative."""
    lang = np.repeat([example.lang for example in examples], [len(example.spans) for example in examples])

    def cuts(labels: Sequence[Any]) -> npt.NDArray[Any]:
        table = {script: [label.cuts[script].given for label in labels] for script in ("en", "zh")}
        return np.array([table[own] for own in lang])

    given = proba.presence >= cuts([calibration.facets[facet] for facet in Facet])
    facets = np.where(given, 1 + proba.polarity.argmax(axis=2), 0).astype(np.int8)
    faulty = (facets == 1 + POLARITIES.index(Sentiment.NEGATIVE)).any(axis=1)
    causes = proba.causes >= cuts([calibration.causes[cause] for cause in RootCause])
    return Predictions(
        facets=facets,
        causes=causes & faulty[:, None],
        expectation=proba.expectation >= cuts([calibration.expectation])[:, 0],
        sentiment=proba.sentiment.argmax(axis=1),
        intent=proba.intent.argmax(axis=1),
        severity=proba.severity.argmax(axis=1),
        abstained={},
    )
