"""Which texts are complaints, and which of the texts that have a grade are severe."""

import pandas as pd

from feedback_ai.schema.labels import Intent, Sentiment, Severity

SEVERE = (Severity.S1, Severity.S2)


def is_complaint(texts: pd.DataFrame, mentions: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each text is a complaint, as `services.cases` counts them.

    It is one if its intent is, or if it judges any facet negative and its severity is not S0.

    Args:
        texts: As `services.evidence.Evidence.texts`.
        mentions: As `services.evidence.Evidence.mentions`; of the same records.

    Returns:
        By the index of `texts`.
    """
    negative = mentions.loc[mentions["sentiment"] == Sentiment.NEGATIVE, "feedback_id"]
    judged = texts["feedback_id"].isin(negative) & (texts["severity"] != Severity.S0)
    return judged | (texts["intent"] == Intent.COMPLAINT)
