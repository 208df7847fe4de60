"""The spaCy pipeline that finds sentence ends: English abbreviations, marks of all scripts, one pipeline for every language.

One pipeline serves all texts, because customers mix languages within a sentence. spaCy's stock tokenizer peels affixes one
by one, which takes minutes on a long run of exclamation marks; this one has the same exceptions and splits in one pass.
"""

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from spacy.language import Language

CLOSERS = "\"'”’»)\\]}」』）】》〉］｝"
"""What may close behind a mark and still belongs to its sentence; for use inside a character class."""

# ASCII semicolons join clauses in English and sentences in Chinese; ellipses end a sentence unless a lower-case word follows.
_EXTRA_MARKS = "；;…"
_CAPITAL_ALONE = r"(?<!\p{L})\p{Lu}"

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_OPENERS = regex.compile(r"[\"'“‘(\[{]+")
_LINK = regex.compile(r"(?:https?://|www\.)\S*[\w/]")

# Abbreviations that spaCy's English lacks.
_ABBREVIATIONS = "approx. dept. est. incl. excl. ave. rd. ref. acct. appt. mgr. govt. vs. st. mr. mrs. ms. dr. prof.".split()

_lock = Lock()


def sentence_starts(text: str) -> list[int]:
    """Offsets at which spaCy starts a sentence, the first one left out.

    They are raw: closing quotes and emoji may still stand on the wrong side. Safe to call from several threads.
    """
    # Same length, so that the offsets hold; spaCy hashes tokens as UTF-8, which has no surrogates.
    text = _SURROGATE.sub("\ufffd", text)
    with _lock:
        nlp = _pipeline()
        # The zone forgets the words of this text afterwards; without it a server's vocabulary would grow for ever.
        with nlp.memory_zone():
            return [sentence.start_char for sentence in nlp(text).sents][1:]


@lru_cache(maxsize=1)
def _pipeline() -> "Language":
    import sys

    import spacy
    from spacy.pipeline import Sentencizer
    from spacy.attrs import IS_PUNCT, ORTH
    from spacy.tokenizer import Tokenizer

    nlp = spacy.blank("en")
    nlp.max_length = sys.maxsize
    # Of all attributes of a word the sentencizer asks only this one, and working out the others takes most of the time.
    nlp.vocab.lex_attr_getters = {IS_PUNCT: nlp.vocab.lex_attr_getters[IS_PUNCT]}
    marks = [*Sentencizer.default_punct_chars, *_EXTRA_MARKS]
    exceptions = nlp.Defaults.tokenizer_exceptions | {word: [{ORTH: word}] for word in _ABBREVIATIONS}
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules=exceptions,
        prefix_search=_OPENERS.match,
        infix_finditer=_split_pattern(marks).finditer,
        url_match=_LINK.fullmatch,
    )
    nlp.add_pipe("sentencizer", config={"punct_chars": marks})
    return nlp


def _split_pattern(marks: list[str]) -> "regex.Pattern[str]":
    """Where a run of characters without spaces is cut so that a sentence mark is a token of its own."""
    unambiguous = "".join(mark for mark in marks if mark not in ".;")
    return regex.compile(
        rf"[{regex.escape(unambiguous, special_only=True)}]"
        rf"|(?<!{_CAPITAL_ALONE})\.(?=[{CLOSERS}]*$)"  # late.  but not: J. or U.S.
        rf"|(?<=\p{{Ll}}[{CLOSERS}]?)\.(?=[\"'“‘(]?\p{{Lu}})"  # rude.It
        r"|\.(?=\.)|(?<=\.)\."  # each dot of an ellipsis
        r"|(?<=\p{Han}[”」）)]?)[.;](?=[^\p{N}\s])"  # 不错.服务
    )
