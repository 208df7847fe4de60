"""Which side a quantity is on: promised, or come true, by the words that stand near it in its clause."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feedback_ai.classify.rules.items import MARK, Item
from feedback_ai.classify.rules.promises.quantities import Stated

ENDS = frozenset("\n.!?…。！？;；")
"""Marks that end a sentence; other marks but colons and brackets end a clause."""
PASSED = frozenset(":：()（）")
CUES = {
    "promise": "promised",
    "modal": "promised",
    "instead": "promised",
    "bought": "promised",
    "actual": "actual",
    "done": "actual",
    "single": "actual",
    "soft": "actual",
    "open": "actual",
}
NEAR = 4
"""Greatest number of items between a number without a unit and the word that tells its side."""
NEIGHBOUR = 8
"""Greatest number of items of a clause beside a quantity that may tell its side."""
REACH = 4
"""How many items behind "would" or "supposed to" a verb still tells of what was promised."""


class Side(StrEnum):
    """A side, or none: `OPEN` where no word tells it, `NONE` where words forbid both."""

    PROMISED = "promised"
    ACTUAL = "actual"
    OPEN = "open"
    NONE = "none"


@dataclass(frozen=True)
class Placed:
    """A quantity with its side.

    Attributes:
        stated: The quantity.
        side: Its side.
        sentence: Number of its sentence.
        alone: Whether it is a side also where the other one is not stated.
        at_least: Whether the outcome is open or greater.
        near: How many items stand between it and the word that tells its side.
        as_promised: Whether the text says that this is what was promised.
        words: How many items its clause has beside it.
        still: Whether the outcome is waited for, or was given up.
        clause: The characters of its clause; `whole` those of its sentence.
    """

    stated: Stated
    side: Side
    sentence: int
    alone: bool = False
    at_least: bool = False
    near: int = 0
    as_promised: bool = False
    words: int = 0
    still: bool = False
    clause: range = range(0)
    whole: range = range(0)


@dataclass(frozen=True)
class _Frame:
    """A row of items with its clauses and sentences, by item."""

    items: Sequence[Item]
    text: str
    clauses: Sequence[int]
    sentences: Sequence[int]

    def clause(self, index: int) -> range:
        """The items of the clause of an item."""
        return _run(self.clauses, self.clauses[index])

    def sentence(self, index: int) -> range:
        """The items of the sentence of an item."""
        return _run(self.sentences, self.sentences[index])

    def characters(self, places: range) -> range:
        """Where items stand in the text."""
        return range(self.items[places.start].start, self.items[places.stop - 1].end)

    def labels(self, places: range) -> set[str]:
        """The lists that items belong to."""
        return {item.label for item in self.items[places.start : places.stop]}


def _run(numbers: Sequence[int], number: int) -> range:
    return range(bisect_left(numbers, number), bisect_right(numbers, number))


def place(items: Sequence[Item], quantities: Sequence[Stated], text: str) -> list[Placed]:
    """Give each quantity of a folded text, among its items, its side."""
    frame = _frame(items, text)
    real = [own for own in quantities if not _is_article(frame, own)]
    placed: list[Placed] = []
    for index in range(len(real)):
        placed.append(_place(frame, real, index, placed[-1] if placed else None))
    return placed


def _frame(items: Sequence[Item], text: str) -> _Frame:
    clauses, sentences = [], []
    clause = sentence = 0
    for index, item in enumerate(items):
        mark = text[item.start] if item.label == MARK else ""
        if item.label == "turn" or _is_gap(items, index, text):
            clause += 1
        clauses.append(clause)
        sentences.append(sentence)
        if mark and mark not in PASSED:
            clause += 1
            sentence += mark in ENDS
    return _Frame(items, text, clauses, sentences)


def _is_gap(items: Sequence[Item], index: int, text: str) -> bool:
    """Chinese texts may part clauses by a space alone."""
    if not index:
        return False
    between = text[items[index - 1].end : items[index].start]
    near = text[items[index - 1].end - 1] + text[items[index].start]
    return between.isspace() and all("\u3400" <= character <= "\u9fff" for character in near)


def _place(frame: _Frame, quantities: Sequence[Stated], index: int, former: Placed | None) -> Placed:
    own = quantities[index]
    after = quantities[index + 1] if index + 1 < len(quantities) else None
    clause = frame.clause(own.first)
    joined = former is not None and former.stated.last > clause.start
    low = former.stated.last if former is not None and joined else clause.start
    high = min(clause.stop, after.first) if after else clause.stop
    words = len(clause) - (own.last - own.first)
    bare = Placed(
        own,
        Side.NONE,
        frame.sentences[own.first],
        words=words,
        clause=frame.characters(clause),
        whole=frame.characters(frame.sentence(own.first)),
    )
    if _is_blocked(frame, own, clause, high):
        return bare
    label, near = _cue(frame, own, low, high, shared=after is not None and high == after.first)
    between = frame.labels(range(low, own.first))
    if not label and former is not None:
        if "weak" in between and former.side is Side.PROMISED:  # "due within four hours and was here in two"
            label, near = "soft", NEAR
        elif joined and "and" in between:
            return replace(former, stated=own, near=NEAR + 1)
        elif joined and own.kind != former.stated.kind:
            return replace(former, stated=own, near=NEAR + 1, alone=former.alone and former.side is Side.PROMISED)
    if not label:
        label, near = _cue_of_neighbour(frame, own, quantities), NEAR + 1
    is_open = _is_open(frame, own, low)
    behind = range(own.last, frame.sentence(own.first).stop)
    if "same" in frame.labels(behind) and CUES.get(label) != "promised":
        failed = "negated" in frame.labels(range(clause.start, own.first))
        return replace(bare, side=Side.PROMISED if failed else Side.ACTUAL, alone=True, as_promised=not failed)
    return replace(
        bare,
        side=Side(CUES.get(label, "open")),
        alone=label in {"promise", "modal", "single"}
        or (CUES.get(label) == "actual" and (is_open or _is_duration(frame, own))),
        still=is_open,
        at_least=is_open or _is_more(frame, own, low, high),
        near=near,
    )


def _is_article(frame: _Frame, own: Stated) -> bool:
    """一个 and 一箱 may be "a", "one" may stand for a thing; a word of a side right before them makes them numbers."""
    written = frame.text[own.start : own.end]
    before = frame.items[own.first - 1].label if own.first else ""
    if written == "one":
        return own.last < len(frame.items) and frame.items[own.last].label != MARK
    return own.unit == "count" and written[0] == "一" and CUES.get(before) != "actual"


def _is_duration(frame: _Frame, own: Stated) -> bool:
    """Whether it is an outcome of its own: "answered in 6 minutes"."""
    return own.kind == "time" and frame.text[: own.start].rstrip().endswith((" in", " after"))


def _is_blocked(frame: _Frame, own: Stated, clause: range, high: int) -> bool:
    items = frame.items
    sentence = frame.sentence(own.first)
    last = items[sentence.stop - 1]
    asked = last.label == MARK and frame.text[last.start] in "?？"
    before = frame.labels(range(clause.start, own.first))
    compared = "compared" in frame.labels(sentence)
    differs = frame.labels(range(own.last, min(own.last + 2, high))) & {"differ", "beyond", "less"}
    late = own.first and items[own.first - 1].label == "differ"
    forbidden = asked or compared or "blocked" in before or differs or late
    return bool(forbidden or _is_rate(items, own) or _is_past(frame, own, sentence))


def _is_rate(items: Sequence[Item], own: Stated) -> bool:
    """A time may tell how often: "24 hours a day", "twice a week", "$5 a month"."""
    if own.kind != "time":
        return False
    behind = [item.label for item in items[own.last : own.last + 2]]
    before = items[own.first - 1].label if own.first else ""
    of_each = items[own.first].label == "a" and before in {"unit", "number", "counted", "per"}
    return of_each or (len(behind) == 2 and behind[0] in {"a", "per"} and behind[1] == "unit")


def _is_past(frame: _Frame, own: Stated, sentence: range) -> bool:
    """What was "three weeks ago" is an outcome only where nothing has come since."""
    is_ago = own.last < len(frame.items) and frame.items[own.last].label == "ago"
    return is_ago and not frame.labels(sentence) & {"open", "weak"}


def _cue(frame: _Frame, own: Stated, low: int, high: int, *, shared: bool) -> tuple[str, int]:
    """The list of the word that tells the side, and how far off it stands; "" where none does.

    Where the clause is shared with a further quantity, a word right before that one is its own: "nine days for a parcel
    sold as next-day".
    """
    items = frame.items
    if own.last < high and items[own.last].label == "task":
        return "bought", 0
    behind = [place for place in range(own.first - 1, low - 1, -1) if items[place].label in CUES]
    firm = [place for place in behind if items[place].label != "open" and not _is_infinitive(items, place)]
    if firm:
        told = next((place for place in firm if items[place].label != "soft"), firm[0])
        chosen = told if CUES[items[told].label] == "promised" else firm[0]
        ruled = next((place for place in firm if items[place].label == "modal"), chosen)
        chosen = ruled if 0 < chosen - ruled <= REACH else chosen
        return items[chosen].label, own.first - chosen - 1
    if shared:
        last = high - 1 - (items[high - 1].label == "a")
        high = last if last > own.last and items[last].label != "soft" else high
    ahead = next((place for place in range(own.last, high) if items[place].label in CUES), None)
    if ahead is not None:
        label = items[ahead].label
        return "soft" if label == "instead" else label, ahead - own.last
    return (items[behind[0]].label, own.first - behind[0] - 1) if behind else ("", NEAR + 1)


def _cue_of_neighbour(frame: _Frame, own: Stated, quantities: Sequence[Stated]) -> str:
    """The word of a clause beside it that has no quantity of its own: "Three days. That is what they said."."""
    clause = frame.clauses[own.first]
    taken = {frame.clauses[other.first] for other in quantities if other is not own}
    for beside in (clause + 1, clause - 1):
        places = _run(frame.clauses, beside)
        if beside in taken or not places or len(places) > NEIGHBOUR:
            continue
        found = [frame.items[place].label for place in places if frame.items[place].label in CUES]
        if found and (beside > clause or frame.sentences[places[0]] == frame.sentences[own.first]):
            label = found[0] if beside > clause else found[-1]
            if CUES[label] == "promised":
                return label
    return ""


def _is_infinitive(items: Sequence[Item], place: int) -> bool:
    """What somebody was told to do is not what came true: "promised to call back"."""
    return CUES[items[place].label] == "actual" and any(item.label == "to" for item in items[max(place - 2, 0) : place])


def _is_more(frame: _Frame, own: Stated, low: int, high: int) -> bool:
    before = frame.labels(range(max(low, own.first - 2), own.first))
    after = frame.labels(range(own.last, min(own.last + 1, high)))
    return own.more or "beyond" in before or bool(after & {"plus", "much"})


def _is_open(frame: _Frame, own: Stated, low: int) -> bool:
    """Whether its sentence says, behind it or right before it, that the outcome is still to come or was given up."""
    if own.last < len(frame.items) and frame.items[own.last].label == "ago":
        return True
    clause = frame.clause(own.first)
    end = clause.stop if "done" in frame.labels(clause) else frame.sentence(own.first).stop
    return "open" in frame.labels(range(low, end))
