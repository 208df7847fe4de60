"""Sentiment from word lists and naive Bayes as people install them: VADER for English, SnowNLP for Chinese."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.data import Example

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
VADER_NEUTRAL = 0.05
"""Compound scores nearer to zero than this are neutral, as VADER's authors advise."""
SNOWNLP_NEUTRAL = (0.4, 0.6)
"""SnowNLP gives a probability of positive and no advice; what lies between these is neutral here."""


def vader(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    """Sentiment of English texts by VADER (Hutto & Gilbert 2014), (n,)."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    read = SentimentIntensityAnalyzer()
    scores = np.array([read.polarity_scores(example.text)["compound"] for example in examples])
    return np.where(scores >= VADER_NEUTRAL, POSITIVE, np.where(scores <= -VADER_NEUTRAL, NEGATIVE, NEUTRAL))


def snownlp(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    """Sentiment of Chinese texts by SnowNLP, trained by its author on shopping reviews, (n,)."""
    from opencc import OpenCC
    from snownlp import SnowNLP

    simplify = OpenCC("t2s").convert
    low, high = SNOWNLP_NEUTRAL
    scores = np.array([SnowNLP(simplify(example.text)).sentiments for example in examples])
    return np.where(scores >= high, POSITIVE, np.where(scores <= low, NEGATIVE, NEUTRAL))
