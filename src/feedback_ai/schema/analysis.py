"""What comes out: the labels of one text, in the shape that `analyze`, the API and the store share.

A probability named `confidence` is calibrated: of all labels given with 0.8, about 80 % are right.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from feedback_ai.schema.document import Redaction
from feedback_ai.schema.labels import Facet, Intent, Language, RootCause, Sentiment, Severity

Probability = Annotated[float, Field(ge=0.0, le=1.0)]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True)


class SentimentLabel(_Result):
    """Overall stance; `score` is P(positive) - P(negative); `label` is None where the model abstains."""

    label: Sentiment | None
    # Rounding can give -0.0, which one database keeps and the other does not.
    score: Annotated[float, Field(ge=-1.0, le=1.0), AfterValidator(lambda score: score + 0.0)]
    confidence: Probability


class IntentLabel(_Result):
    """Main intent; None where the model abstains."""

    label: Intent | None
    confidence: Probability


class SeverityLabel(_Result):
    """Severity grade; None where the model abstains."""

    label: Severity | None
    confidence: Probability


class FacetLabel(_Result):
    """One facet judged in a segment."""

    facet: Facet
    sentiment: Sentiment
    confidence: Probability


class CauseLabel(_Result):
    """One root cause supported by a segment."""

    cause: RootCause
    confidence: Probability


class Expectation(_Result):
    """Whether the segment states a promise, norm or expectation set against what happened."""

    stated: bool
    confidence: Probability


class SegmentAnalysis(_Result):
    """Labels of one segment; `text[start:end]` is its evidence.

    Attributes:
        abstained: Names of facets and causes too close to their threshold to call.
    """

    index: int
    start: int
    end: int
    facets: tuple[FacetLabel, ...] = ()
    root_causes: tuple[CauseLabel, ...] = ()
    expectation: Expectation
    abstained: tuple[str, ...] = ()


class RuleKind(StrEnum):
    """What an exact rule finds: a threat of regulator, court or press; a danger; a quantity."""

    THREAT = "threat"
    SAFETY = "safety"
    QUANTITY = "quantity"


class Quantity(_Result):
    """A quantity that the text states.

    Attributes:
        value: The amount, or the lower end where the text gives a range.
        upper: The upper end of a range; None where there is one amount.
        unit: `minutes`, a currency code of ISO 4217, `times`, `people`, `messages`, `percent`.
    """

    value: float
    upper: float | None = None
    unit: str


class RuleMatch(_Result):
    """What an exact rule found: `text[start:end]`; it explains and never changes a label.

    Attributes:
        rule: Name of the rule; `docs/rules.md` lists them.
        quantity: Of a quantity its value.
    """

    kind: RuleKind
    rule: str
    start: int
    end: int
    quantity: Quantity | None = None


class StatedQuantity(_Result):
    """A quantity as the text states it: `text[start:end]`.

    Attributes:
        value: The amount, or the lower end where the text gives a range.
        upper: The upper end of a range; None where there is one amount.
        unit: `minute`, `hour`, `day`, `working_day`, `week`, `month`, `year`, `money`, `count`, `percent`, `meter`,
            `kilometer`, `square_meter`, `celsius`, `gram`, `kilogram` or `liter`.
    """

    value: float
    upper: float | None = None
    unit: str
    start: int
    end: int


class PromiseGap(_Result):
    """What came true against what was promised, in one unit; docs/gap.md tells how ranges and working days compare.

    Attributes:
        promised: What was promised, in `unit`.
        actual: What came true, in `unit`.
        value: Actual minus promised.
        unit: `minute`, `working_day`, `money`, `count`, `percent`, `meter`, `square_meter`, `celsius`, `gram`, `liter`.
        ratio: Actual divided by promised; None where nothing (the same day: 0) was promised.
        verdict: `above`, `equal` or `below` what was promised, as the customer sees it; None where the text does not
            tell (an open outcome within the promise, or a quantity of which neither more nor less is better).
    """

    promised: float
    actual: float
    value: float
    unit: str
    ratio: float | None
    verdict: Literal["above", "equal", "below"] | None


class Promise(_Result):
    """A promise, what came true, or both; a side that the text does not state is None, never a guess.

    Attributes:
        at_least: The outcome is open ("still not after 3 weeks"), was given up, or is more than its value.
        gap: Both sides in one unit; None where one is not stated.
    """

    promised: StatedQuantity | None = None
    actual: StatedQuantity | None = None
    at_least: bool = False
    gap: PromiseGap | None = None


class WordWeight(_Result):
    """A word, or some neighbours, that carried a label: `text[start:end]`.

    Attributes:
        drop: By how much the label's probability falls without it.
    """

    start: int
    end: int
    drop: float


class Explanation(_Result):
    """The words that carried one label, the weightiest first.

    Attributes:
        kind: `facet`, `cause` or `severity`.
        segment: Index of the segment; None for a label of the whole text.
        label: The label's name.
        probability: Of that label, with its polarity where it is a facet; what deletions are compared with.
        words: Words without which the probability falls; none where no single word carries the label.
    """

    kind: str
    segment: int | None
    label: str
    probability: Probability
    words: tuple[WordWeight, ...]


class ModelInfo(_Result):
    """Which model and label set made the labels."""

    name: str
    version: str
    labels: str


class Analysis(_Result):
    """Everything known of one text; one line of `analyze`.

    Attributes:
        id: The record's id.
        text: The redacted, normalised text that all offsets point into.
        mixed: True where two languages or scripts carry part of the text.
        informative: False where the text says nothing to judge.
        needs_review: True where a person should look. `review_reasons` says why, and why a label is missing;
            `intent_unsure` alone is no reason to look.
        rules: What exact rules found beside the model, in the order of the text.
        promises: What was promised and what came true, in the order of the text; the quantities may stand in different
            segments.
        explanations: The words that carried each label; the key is there only where that was asked for.
    """

    id: str
    language: Language
    mixed: bool = False
    informative: bool = True
    text: str
    sentiment: SentimentLabel
    intent: IntentLabel
    severity: SeverityLabel
    segments: tuple[SegmentAnalysis, ...]
    needs_review: bool
    review_reasons: tuple[str, ...]
    redactions: tuple[Redaction, ...]
    rules: tuple[RuleMatch, ...] = ()
    promises: tuple[Promise, ...] = ()
    explanations: tuple[Explanation, ...] | None = Field(default=None, exclude_if=lambda value: value is None)
    model: ModelInfo
