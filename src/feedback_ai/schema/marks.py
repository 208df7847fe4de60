"""Marks between what is told, by language: Chinese has its own, two columns wide and without a space behind them."""

from collections.abc import Iterable

from feedback_ai.schema.names import Lang


def listed(things: Iterable[str], lang: Lang) -> str:
    """Things of a list."""
    return ("、" if lang == "zh" else ", ").join(things)


def joined(parts: Iterable[str], lang: Lang) -> str:
    """Parts of one statement."""
    return ("，" if lang == "zh" else ", ").join(parts)


def clauses(parts: Iterable[str], lang: Lang) -> str:
    """Statements of one line."""
    return ("；" if lang == "zh" else "; ").join(parts)


def titled(name: str, told: str, lang: Lang) -> str:
    """What is told under a name."""
    return f"{name}：{told}" if lang == "zh" else f"{name}: {told}"


def bracketed(told: str, lang: Lang) -> str:
    """What stands in brackets behind something else."""
    return f"（{told}）" if lang == "zh" else f" ({told})"
