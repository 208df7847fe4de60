"""Which of the characters after a Chinese cue are a name.

Chinese has no spaces: a name ends where something follows that may follow a name, or where characters that names are
made of end.
"""

import re

from feedback_ai.normalize.redaction.rules import HAN, one_of, value_span
from feedback_ai.normalize.redaction.words import words_of
from feedback_ai.normalize.redaction.words.chinese import (
    AMBIGUOUS,
    COMPOUNDS_BEFORE,
    FOLLOWERS,
    GIVEN_CHARACTERS,
    GIVEN_STOPS,
    LIKELY_GIVEN,
    NEVER_BEFORE_POSITION,
    NEVER_BEFORE_TITLE,
    NOT_NAMES,
    SURNAMES,
)
from feedback_ai.schema import Span

SURNAME = rf"(?:{'|'.join(name for name in SURNAMES if len(name) > 1)}|[{''.join(n for n in SURNAMES if len(n) == 1)}])"
"""A surname, those of two characters first."""

GIVEN = rf"(?:(?![{GIVEN_STOPS}]){HAN})"
"""One character of a given name."""

NAME = rf"(?P<value>(?P<surname>{SURNAME})(?P<given>{GIVEN}{{1,2}}))"
"""A surname and up to two characters, which may be too many."""

AHEAD = rf"(?={NAME})"
"""The characters that follow a cue; looked at, not consumed, so that the next cue may stand among them."""

_CLEAR_END = re.compile(rf"(?!{HAN})")
_END = re.compile(rf"(?!{HAN})|{one_of(FOLLOWERS)}")
_UNNAMED = frozenset({"姓", "某"})
_NOBODY = words_of("zh_nobody")
"""What forms say where no name is given."""


def titled(title: str) -> str:
    """A pattern for a surname or name with a title; looked at, not consumed, as the name may begin later."""
    return rf"(?=(?P<value>(?P<surname>{SURNAME})(?P<given>{GIVEN}{{0,2}}?){title}))"


def after_strong_cue(match: re.Match[str]) -> Span | None:
    """A name of any characters, three where its end is not seen."""
    return _name(match, certain=True)


def after_weak_cue(match: re.Match[str]) -> Span | None:
    """A name of characters that names are made of; its end must be seen, unless they are likely ones."""
    return _name(match)


def after_self(match: re.Match[str]) -> Span | None:
    """After 我是 as much else may follow as a name, so its end must be seen."""
    return _name(match, seen=True)


def after_vague_cue(match: re.Match[str]) -> Span | None:
    """As after a weak cue, of three characters."""
    span = _name(match)
    return span if span and len(match["given"]) > 1 and GIVEN_CHARACTERS.issuperset(match["given"]) else None


def as_stated(match: re.Match[str]) -> Span | None:
    """Whatever a form's field holds, except words for nobody."""
    return None if match["value"].startswith(_NOBODY) else value_span(match)


def with_courtesy(match: re.Match[str]) -> Span | None:
    """A surname or name with 先生, 女士."""
    return value_span(match) if _may_have_title(match, NEVER_BEFORE_TITLE) else None


def with_position(match: re.Match[str]) -> Span | None:
    """A surname or name with 经理, 医生; a given name must end in a character of names (任课老师 is none)."""
    given = match["given"]
    likely = not given or given[-1] in GIVEN_CHARACTERS or given in _UNNAMED
    return value_span(match) if likely and _may_have_title(match, NEVER_BEFORE_POSITION) else None


def with_short_title(match: re.Match[str]) -> Span | None:
    """A surname with 工, 总, unless both are a word (施工)."""
    return None if match["value"] in NOT_NAMES or match["surname"] in AMBIGUOUS else with_position(match)


def _name(match: re.Match[str], *, certain: bool = False, seen: bool = False) -> Span | None:
    """The name after a cue, the longest that is one.

    Args:
        match: A cue with the groups `value`, `surname` and `given` after it.
        certain: Whether the cue is strong enough to believe a name of any characters.
        seen: Whether the name's end must be seen, however likely its characters are.
    """
    text, start = match.string, match.start("value")
    if text[start : start + 2] in NOT_NAMES or text[start : start + 3] in NOT_NAMES:
        return None
    usual = match["surname"] not in AMBIGUOUS
    first, last = match.end("surname"), match.end("given")
    for end in range(last, first, -1):
        given = text[first:end]
        clear_end = _CLEAR_END.match(text, end) is not None
        if LIKELY_GIVEN.issuperset(given) and (clear_end or (not seen and (usual or len(given) > 1))):
            return Span(start, end)
        ends_here = (_END if usual else _CLEAR_END).match(text, end)
        possible = given[-1] in GIVEN_CHARACTERS or (clear_end and len(given) > 1)
        if ends_here and (certain or (usual and possible)):
            return Span(start, end)
        likely = GIVEN_CHARACTERS.issuperset(given) and not LIKELY_GIVEN.isdisjoint(given)
        if usual and likely and not seen:
            return Span(start, end)
    return Span(start, last) if certain and usual else None


def _may_have_title(match: re.Match[str], never: frozenset[str]) -> bool:
    """Whether the surname is one here: no character beside it makes another word of it (工程经理, 历史老师)."""
    surname, start = match["surname"], match.start("value")
    before = match.string[max(0, start - 1) : start]
    compound = before != "" and before in COMPOUNDS_BEFORE.get(surname, "")
    return surname not in never and not compound and not (match["given"] and match["value"][:2] in NOT_NAMES)
