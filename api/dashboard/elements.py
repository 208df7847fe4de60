"""The few kinds of elements that the page is made of. Whatever text they are given stays text: nothing is HTML."""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from nicegui import html

Cell = str | Callable[[], object]
"""What stands in a cell: text, or what draws it."""


class Column:
    """A column of a table.

    Attributes:
        name: Its header.
        number: Whether it holds figures, which stand to the right.
    """

    def __init__(self, name: str, *, number: bool = False) -> None:
        self.name, self.number = name, number


@contextmanager
def section(anchor: str, title: str, note: str = "", *, wide: bool = False) -> Iterator[None]:
    """A section with its heading.

    Args:
        anchor: Its id in the address.
        title: The heading.
        note: What there is to know to read it.
        wide: Whether it takes the whole width.
    """
    with html.section(id=anchor, **{"aria-labelledby": f"{anchor}-title"}).classes("card wide" if wide else "card"):
        html.h2(title, id=f"{anchor}-title")
        if note:
            html.p(note).classes("note")
        yield


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, stacked: bool = False) -> None:
    """A table; the first cell of each row is its header.

    Args:
        caption: What it shows, for those who hear the page.
        columns: Its columns.
        rows: Its cells, one a column.
        stacked: Whether each row becomes a block on a narrow screen.
    """
    # Roles are named because a browser forgets them where the style makes blocks of rows.
    with (
        html.div(tabindex="0", role="region", **{"aria-label": caption}).classes("scroll"),
        html.table(role="table").classes("stacked" if stacked else ""),
    ):
        html.caption(caption).classes("unseen")
        with html.thead(role="rowgroup"), html.tr(role="row"):
            for column in columns:
                _classed(html.th(column.name, scope="col", role="columnheader"), column)
        with html.tbody(role="rowgroup"):
            for row in rows:
                with html.tr(role="row"):
                    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                        _cell(column, cell, first=place == 0)


def empty(text: str, command: str = "") -> None:
    """What stands where there is nothing to show, with the command that changes that."""
    with html.p().classes("empty"):
        html.span(text)
        if command:
            html.code(command)


def picture(svg: str, alt: str, *, wide: bool = False) -> None:
    """A chart. As an image it can neither run scripts nor reach anything, whatever its words are.

    Args:
        svg: The drawing.
        alt: What it shows.
        wide: Whether it needs more than a column: on a narrow screen it is moved sideways.
    """
    source = base64.b64encode(svg.encode()).decode()
    with html.div(tabindex="0", role="region", **{"aria-label": alt}).classes("scroll") if wide else nullcontext():
        html.img(src=f"data:image/svg+xml;base64,{source}", alt=alt).classes("chart broad" if wide else "chart")


def choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> None:
    """A labelled choice of a form.

    Args:
        name: In the address.
        label: For people.
        options: Value and name of each option.
        chosen: The value that is chosen.
    """
    with html.div().classes("field"):
        html.label(label, **{"for": f"filter-{name}"})
        with html.select(id=f"filter-{name}", name=name):
            for value, text in options:
                selected: dict[str, Any] = {"selected": True} if value == chosen else {}
                html.option(text, value=value, **selected)


def day(name: str, label: str, value: str) -> None:
    """A labelled date of a form."""
    with html.div().classes("field"):
        html.label(label, **{"for": f"filter-{name}"})
        html.input_(id=f"filter-{name}", name=name, type="date", value=value)


def _cell(column: Column, cell: Cell, *, first: bool) -> None:
    label = {} if first else {"data-label": column.name}
    text = cell if isinstance(cell, str) else None
    made = html.th(text, scope="row", role="rowheader") if first else html.td(text, role="cell", **label)
    _classed(made, column)
    if not isinstance(cell, str):
        with made:
            cell()


def _classed(element: Any, column: Column) -> None:
    if column.number:
        element.classes("number")
