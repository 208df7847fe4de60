"""The pieces of a report, the same for every format: templates turn them into HTML or Markdown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Text:
    """A paragraph; `tone` is "", "note" (small) or "warning"."""

    kind: ClassVar[str] = "text"
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    tone: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing, for formats that can show one.

    Attributes:
        draw: Makes an `<svg>` element of our own, with its words escaped.
        wide: Whether it needs the whole width of the page.
    """

    kind: ClassVar[str] = "chart"
    draw: Callable[[], str]
    caption: str
    wide: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `small` stands under the text, `tone` is "", "low", "high" or "pale"."""

    text: str
    small: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows.

    Attributes:
        columns: Titles.
        words: Numbers of the columns that hold words; the others hold figures.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: frozenset[int] = frozenset({0})
    note: str = ""


@dataclass(frozen=True)
class Quotes:
    """Words of customers, each with where it is from."""

    kind: ClassVar[str] = "quotes"
    items: tuple[tuple[str, str], ...]


Block = Text | Bullets | Chart | Table | Quotes


@dataclass(frozen=True)
class Section:
    """A section with its heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report, ready to be written in a format.

    Attributes:
        lang: Language tag of the document (`en`, `zh-Hans`).
        lead: What it is about, under the title.
        contents: Title of the list of sections.
    """

    lang: str
    title: str
    lead: str
    contents: str
    sections: tuple[Section, ...] = field(default=())
