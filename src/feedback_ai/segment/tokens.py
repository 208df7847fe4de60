"""The spaCy pipeline that finds sentence ends.

One pipeline serves every language, because customers mix them within a sentence. spaCy's stock tokenizer peels affixes
one by one, which takes minutes on a long run of exclamation marks; this one has the same exceptions (Mr., p.m., e.g.)
and splits in one pass.
"""

import sys
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from spacy.language import Language

CLOSERS = "\"'”’»)\\]}」』）】》〉］｝"
"""What may close behind a mark and still belongs to its sentence; for use inside a character class."""

# Beside spaCy's own marks; they end a sentence unless a lower-case word follows, which `borders.py` sees to.
_EXTRA_MARKS = "；;…"
_INITIAL = r"(?<![\p{L}\p{N}])(?!I)\p{Lu}"

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_OPENERS = regex.compile(r"[\"'“‘(\[{]+")
_LINK = regex.compile(r"(?:https?://|www\.)\S*[\w/]")

# Abbreviations that spaCy's English lacks.
_ABBREVIATIONS = (
    *("approx.", "dept.", "est.", "incl.", "excl.", "ave.", "rd.", "ref.", "acct.", "appt."),
    *("mgr.", "govt.", "st.", "mr.", "mrs.", "ms.", "dr.", "prof."),
)

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
    import spacy
    from spacy.attrs import IS_PUNCT, ORTH
    from spacy.lang.lex_attrs import is_punct
    from spacy.pipeline import Sentencizer
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

    # The sentencizer asks a word for this attribute only; working out the others would take most of the time.
    nlp = spacy.blank("en", vocab=Vocab(lex_attr_getters={IS_PUNCT: is_punct}))
    nlp.max_length = sys.maxsize
    marks = [*Sentencizer.default_punct_chars, *_EXTRA_MARKS]
    abbreviations = {form for word in _ABBREVIATIONS for form in (word, word.capitalize())}
    exceptions = nlp.Defaults.tokenizer_exceptions | {form: [{ORTH: form}] for form in abbreviations}
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
        rf"|(?<!{_INITIAL})\.(?=[{CLOSERS}]*$)"  # late.  So did I.  but not: J. or U.S.
        rf"|(?<=\p{{Ll}}[{CLOSERS}]?)\.(?=[\"'“‘(]?[\p{{Lu}}\p{{Han}}])"  # rude.It
        r"|\.(?=\.)|(?<=\.)\."  # each dot of an ellipsis
        r"|(?<=\p{Han}[”」）)]?)[.;](?=[^\p{N}\s])"  # 不错.服务
    )
