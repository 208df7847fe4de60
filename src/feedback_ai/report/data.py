"""What a report is made of: plain figures, texts and names, gathered by `services.report`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from feedback_ai.report.said import Causes, Scores, Topics, Volume
from feedback_ai.report.todo import Backlog, Critical, Team
from feedback_ai.schema.names import Lang


@dataclass(frozen=True)
class Stretch:
    """A period: its name, its first moment and the first moment behind it, UTC."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Version:
    """The model and label set of some texts of the period (`n`) and of the period before (`before`)."""

    model: str
    labels: str
    n: int
    before: int


@dataclass(frozen=True)
class ModelFigures:
    """How well the model labels texts that it never saw, from the bundle's `metrics.json`.

    Attributes:
        name, version: Of the model.
        n_texts: Texts by language.
        figures: (value, low, high) by name of the figure and language.
        labels: (F1, segments of that label) by label.
    """

    name: str
    version: str
    n_texts: Mapping[str, int]
    figures: Mapping[str, Mapping[str, tuple[float, float, float]]]
    labels: Mapping[str, tuple[float, int]]


@dataclass(frozen=True)
class ReportData:
    """Everything that the report of a period says.

    Attributes:
        touchpoints: Names of touchpoints for people, by name and language.
        teams: The team with most complaints first, None last; `rules` says whether there are routing rules.
        model: None where the bundle of the texts' version is not at hand.
        software: Names and versions of what made the figures.
    """

    period: Stretch
    before: Stretch
    volume: Volume
    versions: tuple[Version, ...]
    scores: Scores
    causes: Causes
    topics: Topics
    backlog: Backlog
    teams: tuple[Team, ...]
    rules: bool
    critical: Critical
    model: ModelFigures | None
    software: tuple[tuple[str, str], ...]
    touchpoints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def mixed(self) -> bool:
        """Whether texts of several versions are in the period."""
        return sum(version.n > 0 for version in self.versions) > 1

    @property
    def steady(self) -> bool:
        """Whether all texts of both periods, if any, carry labels of one version."""
        return len(self.versions) == 1

    @property
    def comparable(self) -> bool:
        """Whether both periods have texts, all of one version: figures never compare across versions."""
        return bool(self.volume.analysed and self.volume.before) and self.steady

    @property
    def order(self) -> Literal["journey", "both", "name"]:
        """What orders the touchpoints of the matrix: the journey only those that it knows."""
        shown = set(self.causes.matrix["touchpoint"]) - {""}
        known = shown & set(self.touchpoints)
        return "journey" if known == shown else "both" if known else "name"

    def touchpoint(self, name: str, lang: Lang) -> str:
        """A touchpoint's name for people."""
        return self.touchpoints.get(name, {}).get(lang) or name
