"""Logits become calibrated probabilities, and each label has its threshold and its zone of doubt."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.classify.heads import Array, Logits
from feedback_ai.schema import Facet, RootCause

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Floats = npt.NDArray[np.floating[Any]]


def sigmoid(x: Floats) -> Floats:
    """Logistic function that does not overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


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


class BinaryCalibration(BaseModel):
    """Platt scaling with a threshold.

    Attributes:
        slope: Factor of the logit; positive.
        intercept: Added to it.
        threshold: The label is given from this probability on.
        doubt: From here up to the threshold the label is named as abstained.
    """

    model_config = ConfigDict(frozen=True)

    slope: Annotated[float, Field(gt=0)]
    intercept: float
    threshold: Probability
    doubt: Probability

    def probability(self, logits: Floats) -> Floats:
        """Calibrated probabilities of raw logits, any shape."""
        return sigmoid(self.slope * logits + self.intercept)


class ChoiceCalibration(BaseModel):
    """Temperature scaling of a choice between classes (Guo et al. 2017), with abstention.

    Attributes:
        temperature: Divides the logits.
        min_confidence: Below this probability of the best class the model abstains.
    """

    model_config = ConfigDict(frozen=True)

    temperature: Annotated[float, Field(gt=0)]
    min_confidence: Probability

    def probability(self, logits: Floats) -> Floats:
        """Calibrated probabilities, rows sum to one; (n, classes) -> (n, classes)."""
        return softmax(logits / self.temperature)


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


def calibrate(logits: Logits, calibration: Calibration) -> Probabilities:
    """Apply the calibration of every head."""
    presence = presence_logits(logits.facets)
    return Probabilities(
        presence=_columns(presence, [calibration.facets[facet] for facet in Facet]),
        polarity=softmax(logits.facets[..., 1:] / calibration.polarity_temperature),
        causes=_columns(logits.causes, [calibration.causes[cause] for cause in RootCause]),
        expectation=calibration.expectation.probability(logits.expectation),
        sentiment=calibration.sentiment.probability(logits.sentiment),
        intent=calibration.intent.probability(logits.intent),
        severity=calibration.severity.probability(logits.severity),
    )


def _columns(logits: Floats, calibrations: list[BinaryCalibration]) -> Floats:
    columns = [calibration.probability(logits[:, index]) for index, calibration in enumerate(calibrations)]
    return np.stack(columns, axis=1)
