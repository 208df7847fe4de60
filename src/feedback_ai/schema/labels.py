"""The label set: every name that a model may emit, as the codebook defines it."""

from collections.abc import Iterable
from enum import StrEnum

LABELS_VERSION = "1.1"
"""Version of the label set (the codebook's); figures never compare across versions."""


class Facet(StrEnum):
    """What a segment judges: the five SERVQUAL dimensions, then the two that are not service quality."""

    TANGIBLES = "tangibles"
    RELIABILITY = "reliability"
    RESPONSIVENESS = "responsiveness"
    ASSURANCE = "assurance"
    EMPATHY = "empathy"
    PRODUCT = "product"
    PRICE = "price"


SERVQUAL = (Facet.TANGIBLES, Facet.RELIABILITY, Facet.RESPONSIVENESS, Facet.ASSURANCE, Facet.EMPATHY)
"""The five dimensions of Parasuraman, Zeithaml & Berry (1988)."""


class Sentiment(StrEnum):
    """Polarity, of a facet or of the whole text."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class RootCause(StrEnum):
    """5M1E (人机料法环测): why it went wrong, where the text says so."""

    PEOPLE = "people"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    ENVIRONMENT = "environment"
    MEASUREMENT = "measurement"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How much the provider must worry, from least to worst: S0 < S4 < S3 < S2 < S1."""

    S0 = "S0"
    S4 = "S4"
    S3 = "S3"
    S2 = "S2"
    S1 = "S1"


def worst(severities: Iterable[str | None]) -> str | None:
    """The worst of some severities; None where none is given."""
    order = list(Severity)
    return max((one for one in severities if one), key=lambda one: order.index(Severity(one)), default=None)


class Intent(StrEnum):
    """What the customer mainly wants with the text."""

    COMPLAINT = "complaint"
    PRAISE = "praise"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    OTHER = "other"


class Language(StrEnum):
    """Language and script of a text."""

    ENGLISH = "en"
    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    OTHER = "other"
