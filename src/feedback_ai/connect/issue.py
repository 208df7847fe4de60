"""What a tracker is told of an item: a key, a title, and sections of lines that each tracker writes in its own form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

KEY_CHARS = 10
MAX_TITLE_CHARS = 200


@dataclass(frozen=True)
class Section:
    """A heading and its lines; what is said before the first heading has an empty one."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Issue:
    """An item as trackers see it.

    Attributes:
        key: By which its issue is recognised, see `key_of`.
        item_id: Its id here.
        title: One line.
        state: Where it is in PDCA.
        sections: What is said about it, redacted.
        owner: Who is responsible.
        due: Day until when.
        priority: 0 to 100.
        unit: Branch, shop or team.
    """

    key: str
    item_id: int
    title: str
    state: str
    sections: tuple[Section, ...]
    owner: str | None = None
    due: str | None = None
    priority: float = 0.0
    unit: str | None = None


def key_of(item_id: int, created_at: datetime) -> str:
    """The key of an item: the same for ever, and another one for the same id of another installation.

    Args:
        item_id: Its id.
        created_at: When it was filed, UTC.
    """
    named = f"{item_id} {created_at.isoformat()}"
    return f"fai-{item_id}-{sha256(named.encode()).hexdigest()[:KEY_CHARS]}"


def one_line(text: str, longest: int = MAX_TITLE_CHARS) -> str:
    """A text without line breaks, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def plain(sections: Sequence[Section]) -> str:
    """Sections as plain text."""
    parts = ["\n".join(([section.title] if section.title else []) + list(section.lines)) for section in sections]
    return "\n\n".join(parts)
