"""What counts as a mass incident (突发事件), and the playbooks for them, from a TOML file."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from feedback_ai.schema.configuration import Several, Table, Words, read_configuration
from feedback_ai.schema.labels import Facet, RootCause, Severity

DEFAULT = Path(__file__).with_name("incidents.toml")
HINT = "docs/alerts.md shows a file and tells every key."


Severities = Annotated[tuple[Annotated[Severity, Field(strict=False)], ...], Several]
Causes = Annotated[tuple[Annotated[RootCause, Field(strict=False)], ...], Several]
Facets = Annotated[tuple[Annotated[Facet, Field(strict=False)], ...], Several]
Days = Annotated[int, Field(ge=1, le=28)]


class Detection(Table):
    """The table `[detection]`.

    Attributes:
        severity: Complaints of these grades are cases.
        complaints: Whether all other complaints are cases too, those that the model could not grade among them.
        days: Windows that are looked at, each up to the moment of the check.
        baseline_days: Length of the time before the longest window that tells the usual rate.
        min_texts: Fewest cases of an incident in its window.
        max_q: Greatest q value.
        min_ratio: Least ratio of the rates.
    """

    severity: Severities = (Severity.S1, Severity.S2, Severity.S3)
    complaints: bool = False
    days: Annotated[tuple[Days, ...], Several, Field(min_length=1)] = (1, 2, 3, 7)
    baseline_days: int = Field(default=28, ge=7, le=366)
    min_texts: int = Field(default=8, ge=2, le=100_000)
    max_q: float = Field(default=0.01, gt=0, le=1, strict=False)
    min_ratio: float = Field(default=3.0, ge=1, le=1_000, strict=False)

    @property
    def span_days(self) -> int:
        """Days that a check looks back."""
        return max(self.days) + self.baseline_days


class Playbook(Table):
    """Steps for incidents that fulfil all conditions, each by one of its values; one without any is for all."""

    name: Words
    severity: Severities = ()
    cause: Causes = ()
    dimension: Facets = ()
    steps: tuple[Words, ...] = Field(min_length=1, strict=False)

    def fits(self, severity: str | None, cause: str | None, dimension: str | None) -> bool:
        """Whether it is meant for an incident of this worst severity, commonest cause and commonest dimension."""
        pairs = ((self.severity, severity), (self.cause, cause), (self.dimension, dimension))
        return all(not wanted or value in wanted for wanted, value in pairs)


class IncidentRules(Table):
    """The whole file; of the playbooks, the first that fits decides."""

    detection: Detection = Detection()
    playbook: tuple[Playbook, ...] = Field(default=(), strict=False)

    def playbook_for(self, severity: str | None, cause: str | None, dimension: str | None) -> Playbook | None:
        """The first playbook that fits; None if none does."""
        return next((one for one in self.playbook if one.fits(severity, cause, dimension)), None)


@lru_cache(maxsize=8)
def load_incident_rules(path: Path | None = None) -> IncidentRules:
    """Read the rules of mass incidents from a TOML file; the built-in ones if None.

    Raises:
        SettingError: If the file cannot be used; the message names the key.
    """
    return read_configuration(path or DEFAULT, IncidentRules, "incident rules", HINT)
