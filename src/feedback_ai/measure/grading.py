"""How units are graded: parts and their weights, cuts of the letters, what follows from letters."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from feedback_ai.measure.configuration import Entry, Names, load

DEFAULT = Path(__file__).with_name("grades.toml")
HINT = "Compare it with the built-in file; docs/measures.md tells what each key means."

Letter = Literal["A", "B", "C", "D", "E"]
LETTERS: tuple[Letter, ...] = get_args(Letter)
"""From best to worst."""

PartName = Literal[
    "complaint_rate",
    "complaints_per_contact",
    "severity",
    "dimensions",
    "response_speed",
    "recurrence",
    "follow_up",
]
PARTS: tuple[PartName, ...] = get_args(PartName)
IMPORTED: tuple[PartName, ...] = ("response_speed", "recurrence", "follow_up")
"""Parts that no text tells."""


class Part(Entry):
    """A part of the score.

    Attributes:
        name: Which.
        labels: Its name for people.
        weight: How much it counts beside the others.
        best: Its value that is worth 100 points.
        worst: Its value that is worth 0 points.
    """

    name: PartName
    labels: Names
    weight: float = Field(gt=0)
    best: float
    worst: float

    @model_validator(mode="after")
    def _differ(self) -> "Part":
        if self.best == self.worst:
            raise ValueError("best and worst must differ")
        return self

    def points(self, value: float) -> float:
        """Points of a value, in [0, 100]."""
        return min(max(100 * (value - self.worst) / (self.best - self.worst), 0.0), 100.0)


class Rule(Entry):
    """What follows from letters: from one held in several months, or from a fall.

    Attributes:
        name: Which.
        labels: What follows, for people.
        letter: This letter or a worse one ...
        months: ... in so many months in a row.
        drop: Or so many letters lost from one month to the next.
        note: Whether taking note of it takes words: what was the cause, what is done.
    """

    name: str = Field(min_length=1)
    labels: Names
    letter: Letter | None = None
    months: int = Field(default=1, ge=1)
    drop: int | None = Field(default=None, ge=1, le=4)
    note: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> "Rule":
        if (self.letter is None) == (self.drop is None):
            raise ValueError("a rule needs either letter (and months) or drop")
        return self


class Cuts(Entry):
    """The lowest score of each letter; below D is E."""

    A: float = Field(le=100)
    B: float
    C: float
    D: float = Field(gt=0)

    @model_validator(mode="after")
    def _fall(self) -> "Cuts":
        if not self.A > self.B > self.C > self.D:
            raise ValueError("cuts must fall from A to D")
        return self

    def letter_of(self, score: float) -> Letter:
        """The letter of a score, without regard to the month before."""
        return next((letter for letter in LETTERS[:4] if score >= getattr(self, letter)), "E")


class Grading(Entry):
    """How units are graded.

    Attributes:
        minimum_n: Texts of a month below which a unit gets no grade.
        margin: Points by which the score must pass a cut before the letter of the month before changes.
        cuts: The lowest score of each letter.
        part: Parts of the score, in the order in which they are shown.
        rule: What follows from letters.
    """

    minimum_n: int = Field(ge=1)
    margin: float = Field(ge=0)
    cuts: Cuts
    part: tuple[Part, ...] = Field(min_length=1)
    rule: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Grading":
        for names in ([str(one.name) for one in self.part], [one.name for one in self.rule]):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise ValueError(f"{twice!r} stands there twice")
        bands = [self.cuts.A - self.cuts.B, self.cuts.B - self.cuts.C, self.cuts.C - self.cuts.D]
        if 2 * self.margin >= min(bands):
            raise ValueError("margin must be less than half of the narrowest letter, or that could never be reached")
        if self.cuts.A + self.margin > 100 or self.cuts.D - self.margin <= 0:
            raise ValueError("with this margin, A or E could never be reached")
        return self

    def part_of(self, name: str) -> Part | None:
        """The part of a name; None where it does not count."""
        return next((part for part in self.part if part.name == name), None)

    def next_letter(self, score: float, before: Letter | None) -> Letter:
        """The letter of a score, given that of the month before (hysteresis).

        The letter changes only as far as the score passes cuts by `margin`; so it does not go back and forth for a
        unit that stands at a cut, and yet a real fall is told in the month in which it comes, which "twice in a row"
        would not.
        """
        if before is None:
            return self.cuts.letter_of(score)
        up, down = self.cuts.letter_of(score - self.margin), self.cuts.letter_of(score + self.margin)
        return up if up < before else down if down > before else before


@lru_cache(maxsize=8)
def load_grading(path: Path | None = None) -> Grading:
    """Read how units are graded from a TOML file; the built-in one if None.

    Raises:
        SettingError: If the file cannot be used; the message tells the place.
    """
    return load(path or DEFAULT, Grading, "grading", HINT)
