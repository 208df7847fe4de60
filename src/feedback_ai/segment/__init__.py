"""Text becomes segments that cover it."""

from feedback_ai.schema import Language, Span

__all__ = ["split"]


def split(text: str, language: Language) -> tuple[Span, ...]:
    """Split a text into segments: sentences, long ones cut at clauses.

    Args:
        text: The normalised text.
        language: Its language; it decides how long a segment may be, not where sentences end.

    Returns:
        Spans in order that cover the text without overlap; none is empty, none exceeds 400 characters, space belongs to
        the segment before it (at the beginning, to the one after it). A text of nothing but space is one span, an empty
        text none. Safe to call from several threads; never raises, whatever the text.
    """
    # Imported here, because the patterns and spaCy must not slow down an import of the package.
    from feedback_ai.segment.borders import sentence_borders
    from feedback_ai.segment.clauses import (
        bound,
        cut_clauses,
        is_inside_character,
        join_scraps,
        sizes_for,
        spans_between,
    )

    if not text:
        return ()
    if text.isspace():
        return (Span(0, len(text)),)
    sizes = sizes_for(text, language)
    borders = [border for border in sentence_borders(text) if not is_inside_character(text, border)]
    sentences = join_scraps(text, spans_between([0, *borders, len(text)]), sizes)
    pieces = [piece for sentence in sentences for piece in cut_clauses(text, sentence, sizes)]
    return tuple(part for piece in pieces for part in bound(text, piece))
