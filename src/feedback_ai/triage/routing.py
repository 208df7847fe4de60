"""Rules that name the team responsible for a complaint; the first rule that fits decides."""

import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_ai.errors import SettingError
from feedback_ai.schema.labels import Facet, Language, RootCause

OPTIONS: dict[str, tuple[str, ...]] = {
    "dimension": tuple(Facet),
    "cause": tuple(RootCause),
    "language": tuple(Language),
}
"""Valid values of the conditions that have a closed list."""
CONDITIONS = ("unit", "touchpoint", "channel", "language", "dimension", "cause", "topic")
HINT = "Each [[rule]] needs a team, and may have conditions; docs/routing.md shows one."


@dataclass(frozen=True)
class Rule:
    """One rule: all its conditions must hold, each by one of its values.

    Attributes:
        team: Who is responsible.
        conditions: Values by condition (a key of `CONDITIONS`); a rule without any fits every case.
        parts: Whether the parts of a topic that was split go along with it.
    """

    team: str
    conditions: Mapping[str, frozenset[object]]
    parts: bool = True

    def fits(self, case: Mapping[str, object]) -> bool:
        """Whether every condition holds for a case; what a case does not have fulfils no condition."""
        return all(wanted & _values(case.get(name)) for name, wanted in self.conditions.items())


@dataclass(frozen=True)
class Rules:
    """Rules in their order."""

    rules: tuple[Rule, ...] = ()

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that the rules name, each once, in their order."""
        return tuple(dict.fromkeys(rule.team for rule in self.rules))

    @property
    def units(self) -> tuple[str, ...]:
        """The units that conditions name, each once, by name."""
        return tuple(sorted({str(unit) for rule in self.rules for unit in rule.conditions.get("unit", ())}))

    def team_of(self, case: Mapping[str, object]) -> str | None:
        """The team of the first rule that fits; None if none does.

        Args:
            case: Values by condition (a key of `CONDITIONS`): texts for unit, touchpoint, channel and language, sets
                for dimension, cause and topic (of numbers); None and missing keys fulfil no condition.
        """
        return next((rule.team for rule in self.rules if rule.fits(case)), None)


def load_rules(path: Path | None = None) -> Rules:
    """Read rules from a TOML file; no rules if None.

    Raises:
        SettingError: If the file cannot be read, or a rule has no team, an unknown key, a value that is not one of a
            closed list, or can never apply because the rules before it leave nothing.
    """
    if path is None:
        return Rules()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(f"The routing rules {path} cannot be read: {error}.", hint=HINT) from None
    _check_keys(content, ("rule",), f"{path}")
    listed = content.get("rule")
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise SettingError(f"{path} has no [[rule]].", hint=HINT)
    rules: list[Rule] = []
    for number, entry in enumerate(listed, 1):
        if rules and not rules[-1].conditions:
            raise SettingError(
                f"{path}, rule {number}: it can never apply, because rule {number - 1} fits every case.",
                hint="Put the rule without conditions last.",
            )
        rules.append(_rule(entry, f"{path}, rule {number}"))
    return Rules(tuple(rules))


def _rule(entry: dict[str, Any], where: str) -> Rule:
    _check_keys(entry, ("team", *CONDITIONS, "parts"), where)
    team = entry.get("team")
    if not isinstance(team, str) or not team.strip():
        raise SettingError(f"{where}: it names no team.", hint=HINT)
    conditions = {name: _wanted(name, entry[name], where) for name in CONDITIONS if name in entry}
    parts = entry.get("parts", True)
    if not isinstance(parts, bool) or ("parts" in entry and "topic" not in conditions):
        raise SettingError(f"{where}: parts is true or false, and for rules that name a topic.", hint=HINT)
    return Rule(team.strip(), conditions, parts)


def _wanted(name: str, value: object, where: str) -> frozenset[object]:
    values = value if isinstance(value, list) else [value]
    kind, called = (int, "topic numbers") if name == "topic" else (str, "texts")
    if not values or not all(type(one) is kind for one in values):
        raise SettingError(f"{where}: {name} must be one or a list of {called}.", hint=HINT)
    if name in OPTIONS and (unknown := [one for one in values if one not in OPTIONS[name]]):
        raise SettingError(
            f"{where}: there is no {name} {', '.join(map(repr, unknown))}.",
            hint="Use the names of the label set.",
            options=OPTIONS[name],
        )
    return frozenset(values)


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    if unknown := [key for key in table if key not in known]:
        raise SettingError(
            f"{where}: unknown key {', '.join(map(repr, unknown))}.", hint="Correct or remove it.", options=known
        )


def _values(value: object) -> Set[object]:
    if value is None:
        return frozenset()
    return value if isinstance(value, Set) else frozenset((value,))
