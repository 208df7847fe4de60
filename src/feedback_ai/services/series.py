"""Series from outside: rows of periods, units and values into the store, and from there as frames."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from feedback_ai.errors import InputEmptyError, InputFormatError, OptionError
from feedback_ai.measure.grading import IMPORTED
from feedback_ai.measure.periods import FORMS, parse_period
from feedback_ai.measure.register import CONTACTS, Register, load_register
from feedback_ai.schema import RefusedRow
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import LANGS
from feedback_ai.services.series_file import COLUMNS, HINT, Cells, read_rows
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store, choices
from feedback_ai.store.records import SeriesValue, is_storable
from feedback_ai.store.series import SeriesRepository

MAX_UNIT_CHARS = 200
MOST = 1e12
"""Largest value, of either sign."""
REFUSALS = {
    "period_unreadable": "The period is none: a year, half, quarter, month or ISO week.",
    "period_repeated": "An earlier row has a value of this period and unit.",
    "value_unreadable": "The value is not a number such as 4.5, 1000 or 1,000.",
    "value_out_of_range": "The value is too small or too large: {name} is {between}.",
    "n_unreadable": "n is neither a number from 0 on nor empty.",
    "n_missing": f"n is missing, or 0: {', '.join(IMPORTED)} are shares, and grades need to know of how many.",
    "unit_unreadable": f"The unit has more than {MAX_UNIT_CHARS} characters, or some that no store takes.",
}
"""Why a row is not taken; a code begins with the column at fault."""
BEYOND = (
    "{n:,} of the values are below 0 or above 100 {unit}. Where {name} is a percentage of a whole, they are wrong: say "
    "share = true in the register, and such values are refused; say share = false where it is none, as growth is.",
    "有 {n:,} 个数值小于 0 或大于 100 {unit}。若 {name} 是占总体的百分比，则这些值有误：在登记表中写 share = true，"
    "此类数值即被拒绝；若不是（如增长率），写 share = false。",
)
"""What is said of values of which the register does not tell whether they can be."""
STRANGE = (
    "No record has the units {units}, and their values count; if they are misspelt, take them back "
    "(measure withdraw-series, POST /v1/series/withdraw) and import them anew.",
    "没有记录属于单位 {units}，而这些数值会计入结果；若为笔误，请撤回"
    "（measure withdraw-series，POST /v1/series/withdraw）后重新导入。",
)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([,，]\d{3})+(\.\d*)?")
"""A number with a comma before every three digits, and no other comma: one that could be a decimal sign is refused."""


@dataclass(frozen=True)
class SeriesImport:
    """What was imported.

    Attributes:
        series: Its name.
        n_values: How many values.
        n_replaced: How many of them took the place of one of the same period and unit.
        first: The first of the periods, in order of time.
        last: The last one.
        note: What is odd about the values, for people (`en`, `zh`); None where nothing is.
    """

    series: str
    n_values: int
    n_replaced: int
    first: str
    last: str
    note: Mapping[str, str] | None


def import_series(
    store: Store, path: Path | str, name: str, *, encoding: str | None = None, settings: Settings | None = None
) -> SeriesImport:
    """Store the values of a CSV file: all of them or, where one is wrong, none.

    Args:
        store: The store.
        path: The file, with the columns `period` and `value`, and `unit` and `n` where there are any; - for standard
            input.
        name: An indicator of the register, "contacts", or a part of grades that no text tells.
        encoding: Encoding of the file; recognised if None.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If nothing is known under the name.
        SettingError: If the register cannot be used.
        InputError: If the file cannot be read, lacks a column, or a row is wrong: the message names the row.
        StoreError: If the store cannot be written.
    """
    check_series(name, settings)
    values, refused = read_values(name, read_rows(path, encoding), settings)
    if refused:
        options = FORMS if refused[0].code == "period_unreadable" else ()
        raise InputFormatError(f"Row {refused[0].row}: {refused[0].reason}", hint=HINT, options=options)
    if not values:
        raise InputEmptyError(f"{path} has no values.", hint="Give a row a period.")
    return put_values(store, name, values, settings)


def check_series(name: str, settings: Settings | None = None) -> None:
    """Make sure that values can be imported under a name.

    Raises:
        OptionError: If nothing is known under it.
        SettingError: If the register cannot be used.
    """
    known = _register(settings).series_names(IMPORTED)
    if name not in known:
        raise OptionError(
            "There is no indicator of this name.", hint="Name one, or add it to the register.", options=known
        )


def read_values(
    name: str, rows: Iterable[Cells], settings: Settings | None = None
) -> tuple[list[SeriesValue], list[RefusedRow]]:
    """The values of rows, and the rows that cannot be used; rows count from 1.

    Args:
        name: Of which series.
        rows: Their cells.
        settings: Settings in force; the process's own if None.

    Raises:
        SettingError: If the register cannot be used.
    """
    ends = _range(name, settings)
    values: list[SeriesValue] = []
    refused: list[RefusedRow] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 1):
        value = _value(name, row, number, ends)
        if isinstance(value, SeriesValue) and (value.period, value.unit) in seen:
            value = _refuse(number, "period_repeated", name, ends)
        if isinstance(value, RefusedRow):
            refused.append(value)
        else:
            seen.add((value.period, value.unit))
            values.append(value)
    return values, refused


def put_values(
    store: Store, name: str, values: Sequence[SeriesValue], settings: Settings | None = None
) -> SeriesImport:
    """Store the values of a series, in place of those of the same period and unit.

    Args:
        store: The store.
        name: A name that `check_series` has passed.
        values: At least one, as `read_values` gives them.
        settings: Settings in force; the process's own if None.

    Raises:
        SettingError: If the register cannot be used.
        StoreError: If the store cannot be written.
    """
    with store.writing() as session:
        notes = [one for one in (_note(name, values, settings), _without_records(session, values)) if one]
        replaced = SeriesRepository(session).put(name, values, datetime.now(UTC))
    periods = sorted((value.period for value in values), key=lambda period: parse_period(period).start)
    note = {lang: " ".join(one[lang] for one in notes) for lang in ("en", "zh")} if notes else None
    return SeriesImport(name, len(values), replaced, periods[0], periods[-1], note)


def load_series(store: Store, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Imported series by name, those that have values: `period`, `unit` ("" for all units together), `value`, `n`.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        rows = [tuple(row) for row in SeriesRepository(session).values(names)]
    frame = pd.DataFrame(rows, columns=["series", "period", "unit", "value", "n"])
    frame = frame.astype({"value": "float64", "n": "float64"})
    return {str(name): own.drop(columns="series").reset_index(drop=True) for name, own in frame.groupby("series")}


def _value(name: str, row: Cells, number: int, ends: tuple[float, float]) -> SeriesValue | RefusedRow:
    cells = {column: "" if row.get(column) is None else str(row[column]).strip() for column in COLUMNS}
    period, (value, n) = _period(cells["period"]), (_number(cells[column]) for column in ("value", "n"))
    wrong = {
        "period_unreadable": period is None,
        "value_unreadable": value is None,
        "value_out_of_range": value is not None and not _fits(name, value, ends),
        "n_unreadable": bool(cells["n"]) and (n is None or n < 0),
        "unit_unreadable": len(cells["unit"]) > MAX_UNIT_CHARS or not is_storable(cells["unit"]),
        "n_missing": name in IMPORTED and not n,
    }
    code = next((code for code, holds in wrong.items() if holds), None)
    if code is not None or period is None or value is None:
        return _refuse(number, code or "value_unreadable", name, ends)
    return SeriesValue(period=period, unit=cells["unit"], value=value, n=n)


def _period(cell: str) -> str | None:
    try:
        return parse_period(cell).name
    except OptionError:
        return None


def _number(cell: str) -> float | None:
    try:
        found = float(re.sub("[,，]", "", cell) if THOUSANDS.fullmatch(cell) else cell)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _register(settings: Settings | None) -> Register:
    return load_register((settings or get_settings()).indicators)


def _range(name: str, settings: Settings | None) -> tuple[float, float]:
    """The least and the largest that a value of a series can be; contacts are more than the least."""
    if name in IMPORTED:
        return 0.0, 1.0
    own = _register(settings).indicator_of(name)
    low, high = (0.0, MOST) if name == CONTACTS else (-MOST, MOST) if own is None else own.range
    return max(low, -MOST), min(high, MOST)


def _fits(name: str, value: float, ends: tuple[float, float]) -> bool:
    """Whether a value can be of a series."""
    return ends[0] <= value <= ends[1] and (value > 0 or name != CONTACTS)


def _note(name: str, values: Sequence[SeriesValue], settings: Settings | None) -> dict[str, str] | None:
    """What is odd: values that no percentage of a whole has, where the register does not say whether it is one."""
    own = _register(settings).indicator_of(name)
    if own is None or own.formula != "series" or not own.is_percent or own.share is not None:
        return None
    n = sum(not 0 <= one.value <= 100 for one in values)
    en, zh = (words.format(n=n, name=name, unit=own.unit.strip()) for words in BEYOND)
    return {"en": en, "zh": zh} if n else None


def _without_records(session: Session, values: Sequence[SeriesValue]) -> dict[str, str] | None:
    """What is odd: units that no record has, where records have units."""
    known = choices.read_choices(session).values["unit"]
    strange = sorted({one.unit for one in values if one.unit} - known.keys())
    if not strange or not 0 < len(known) < choices.MOST:
        return None
    en, zh = (words.format(units=listed(map(repr, strange), lang)) for words, lang in zip(STRANGE, LANGS, strict=True))
    return {"en": en, "zh": zh}


def _refuse(number: int, code: str, name: str, ends: tuple[float, float]) -> RefusedRow:
    between = ("above {:g}, at most {:g}" if name == CONTACTS else "from {:g} to {:g}").format(*ends)
    reason = REFUSALS[code].format(name=name, between=between)
    return RefusedRow(row=number, code=code, reason=reason, field=code.partition("_")[0])
