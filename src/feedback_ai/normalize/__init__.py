"""Text made ready to be read: Unicode, personal data, language."""

from feedback_ai.schema import NormalizedText

__all__ = ["normalize"]


def normalize(text: str, hint: str | None = None) -> NormalizedText:
    """Clean a text, replace personal data, name its language and whether it judges anything.

    Args:
        text: The text as received.
        hint: The source's own language tag; it decides only where the text is too short to tell.

    Returns:
        The normalised text; all offsets of all later results point into its `text`, which is empty if the input had
        nothing visible. Safe to call from several threads.
    """
    # Imported here, because they load tables and models that importing the package must not wait for.
    from feedback_ai.normalize.informative import is_informative
    from feedback_ai.normalize.language import detect
    from feedback_ai.normalize.redaction import redact
    from feedback_ai.normalize.unicode import clean

    redacted, redactions = redact(clean(text))
    language, mixed = detect(redacted, hint)
    return NormalizedText(
        text=redacted,
        language=language,
        mixed=mixed,
        informative=is_informative(redacted),
        redactions=redactions,
    )
