"""Logits become calibrated probabilities, and each label has its threshold and its zone of doubt."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.classify.heads import Array, Logits
from feedback_ai.schema import Facet, RootCause

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Floats = npt.NDArray[np.floating[Any]]


def sigmoid(x: Floats) -> Floats:
    """Logistic function that does not overflow."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return result


def softmax(x: Floats) -> Floats:
    """Softmax over the last axis."""
    exponents = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Floats = exponents / exponents.sum(axis=-1, keepdims=True)
    return result


def presence_logits(facets: Array) -> Array:
    """Log-odds that a facet is present with any polarity; (m, 7, 4) -> (m, 7)."""
    polarities = facets[..., 1:]
    highest = polarities.max(axis=-1)
    total = highest + np.log(np.exp(polarities - highest[..., None]).sum(axis=-1))
    result: Array = total - facets[..., 0]
    return result


Script = Literal["en", "zh"]
"""What thresholds depend on: English, or Chinese in either script."""


class Cut(BaseModel):
    """Where a label begins, in one language.

    Attributes:
        given: The label is given from this probability on.
        doubtful: From here up to `given` the label is named as abstained.
    """

    model_config = ConfigDict(frozen=True)

    given: Probability
    doubtful: Probability


class BinaryCalibration(BaseModel):
    """Platt scaling of two opinions at once, with thresholds by language.

    Attributes:
        vector_slope: Weight of the log-odds that the vectors give.
        lexical_slope: Weight of the log-odds that the words give.
        intercept: Added to both.
        cuts: Thresholds by language.
    """

    model_config = ConfigDict(frozen=True)

    vector_slope: Annotated[float, Field(ge=0)]
    lexical_slope: Annotated[float, Field(ge=0)]
    intercept: float
    cuts: dict[Script, Cut]

    def probability(self, vector: Floats, lexical: Floats) -> Floats:
        """Calibrated probabilities from the log-odds of both opinions, any shape."""
        return sigmoid(self.vector_slope * vector + self.lexical_slope * lexical + self.intercept)


class ChoiceCalibration(BaseModel):
    """Mixing and temperature scaling (Guo et al. 2017) of a choice between classes, with abstention.

    Attributes:
        vector_weight: Weight of what the vectors say; the words have the rest.
        offsets: Added to the logits of each class, so that rare classes are not drowned (Menon et al. 2021).
        temperature: Divides the logits.
        min_confidence: Below this probability of the best class the model abstains.
    """

    model_config = ConfigDict(frozen=True)

    vector_weight: Probability
    offsets: tuple[float, ...]
    temperature: Annotated[float, Field(gt=0)]
    min_confidence: Probability

    def probability(self, vector: Floats, lexical: Floats) -> Floats:
        """Calibrated probabilities, rows sum to one; (n, classes) each -> (n, classes)."""
        mixed = self.vector_weight * vector + (1 - self.vector_weight) * lexical
        return softmax((mixed + np.array(self.offsets, dtype=mixed.dtype)) / self.temperature)


class Calibration(BaseModel):
    """Calibration of every head; `calibration.json` of a bundle.

    Attributes:
        polarity_temperature: Of the choice between negative, neutral and positive of a present facet.
        critical_review: From this probability of S1 on a person must look, whatever the label.
    """

    model_config = ConfigDict(frozen=True)

    facets: dict[Facet, BinaryCalibration]
    polarity_temperature: Annotated[float, Field(gt=0)]
    causes: dict[RootCause, BinaryCalibration]
    expectation: BinaryCalibration
    sentiment: ChoiceCalibration
    intent: ChoiceCalibration
    severity: ChoiceCalibration
    critical_review: Probability


@dataclass(frozen=True)
class Probabilities:
    """Calibrated outputs for `n` documents with `m` segments in all; shapes as in `Logits`.

    Attributes:
        presence: (m, 7): the facet is judged at all.
        polarity: (m, 7, 3): given that it is, rows sum to one.
    """

    presence: Floats
    polarity: Floats
    causes: Floats
    expectation: Floats
    sentiment: Floats
    intent: Floats
    severity: Floats


def calibrate(vector: Logits, lexical: Logits, calibration: Calibration) -> Probabilities:
    """Turn what the vectors and what the words say into one set of probabilities."""
    presence = presence_logits(vector.facets), presence_logits(lexical.facets)
    polarity = (vector.facets[..., 1:] + lexical.facets[..., 1:]) / 2
    return Probabilities(
        presence=_columns(*presence, [calibration.facets[facet] for facet in Facet]),
        polarity=softmax(polarity / calibration.polarity_temperature),
        causes=_columns(vector.causes, lexical.causes, [calibration.causes[cause] for cause in RootCause]),
        expectation=calibration.expectation.probability(vector.expectation, lexical.expectation),
        sentiment=calibration.sentiment.probability(vector.sentiment, lexical.sentiment),
        intent=calibration.intent.probability(vector.intent, lexical.intent),
        severity=calibration.severity.probability(vector.severity, lexical.severity),
    )


def _columns(vector: Floats, lexical: Floats, calibrations: list[BinaryCalibration]) -> Floats:
    columns = [own.probability(vector[:, index], lexical[:, index]) for index, own in enumerate(calibrations)]
    return np.stack(columns, axis=1)
