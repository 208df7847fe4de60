"""Series from outside: a CSV file of periods, units and values into the store, and from there as frames."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from feedback_ai.errors import InputColumnError, InputEmptyError, InputFormatError, OptionError
from feedback_ai.ingest.source import open_source
from feedback_ai.measure.grading import IMPORTED
from feedback_ai.measure.periods import FORMS, parse_period
from feedback_ai.measure.register import CONTACTS, load_register
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.records import SeriesValue
from feedback_ai.store.series import SeriesRepository

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "period": ("period", "期间", "周期", "月份"),
    "unit": ("unit", "单位", "门店", "网点"),
    "value": ("value", "值", "数值"),
    "n": ("n", "样本量", "数量"),
}
"""Columns of the file, and what they may be called; unit and n may lack."""
NEEDED = ("period", "value")
HINT = "Nothing was imported; correct the file and import it again."


@dataclass(frozen=True)
class SeriesImport:
    """What was imported.

    Attributes:
        series: Its name.
        n_values: How many values.
        n_replaced: How many of them took the place of one of the same period and unit.
        first: The first of the periods, in order of time.
        last: The last one.
    """

    series: str
    n_values: int
    n_replaced: int
    first: str
    last: str


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
    known = load_register((settings or get_settings()).indicators).series_names(IMPORTED)
    if name not in known:
        raise OptionError(
            f"There is no indicator {name!r}.", hint="Name one, or add it to the register.", options=known
        )
    values = list(_read(name, path, encoding))
    if not values:
        raise InputEmptyError(f"{path} has no values.", hint="Give a row a period.")
    with store.writing() as session:
        replaced = SeriesRepository(session).put(name, values, datetime.now(UTC))
    periods = sorted((value.period for value in values), key=lambda period: parse_period(period).start)
    return SeriesImport(name, len(values), replaced, periods[0], periods[-1])


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


def _read(name: str, path: Path | str, encoding: str | None) -> Iterator[SeriesValue]:
    source = open_source(path)
    try:
        source.choose_encoding(encoding)
        with source.text(newline="") as text:
            reader = csv.DictReader(text)
            columns = _columns(reader.fieldnames or [], source.name)
            seen: set[tuple[str, str]] = set()
            for number, row in enumerate(reader, 1):
                value = _value({name: (row[column] or "").strip() for name, column in columns.items()}, number)
                if problem := _problem(name, value):
                    raise InputFormatError(f"Row {number}: {problem}", hint=HINT)
                if (value.period, value.unit) in seen:
                    raise InputFormatError(
                        f"Row {number}: there is a value of {value.period} and {value.unit or 'all units'} already.",
                        hint=HINT,
                    )
                seen.add((value.period, value.unit))
                yield value
    except csv.Error as error:
        raise InputFormatError(f"{source.name} is no CSV file: {error}.", hint=HINT) from None
    finally:
        source.close()


def _columns(found: Sequence[str], file: str) -> dict[str, str]:
    by_name = {column.strip().lower(): column for column in found if column}
    columns = {
        name: by_name[called]
        for name, names in COLUMNS.items()
        if (called := next((one for one in names if one in by_name), None)) is not None
    }
    if lacking := [name for name in NEEDED if name not in columns]:
        raise InputColumnError(
            f"{file} has no column {' and no column '.join(lacking)}.", hint=HINT, options=COLUMNS[lacking[0]]
        )
    return columns


def _problem(name: str, value: SeriesValue) -> str | None:
    """Why a value cannot be of a series, if it cannot."""
    if name in IMPORTED and not 0 <= value.value <= 1:
        return f"{name} is a share from 0 to 1, not {value.value:g}."
    if name == CONTACTS and value.value <= 0:
        return f"{name} is a number above 0, not {value.value:g}."
    return None


def _value(row: Mapping[str, str], number: int) -> SeriesValue:
    try:
        period = parse_period(row["period"]).name
    except OptionError:
        raise InputFormatError(f"Row {number}: {row['period']!r} is no period.", hint=HINT, options=FORMS) from None
    try:
        return SeriesValue(
            period=period,
            unit=row.get("unit", ""),
            value=float(row["value"]),
            n=float(row["n"]) if row.get("n") else None,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InputFormatError(f"Row {number}, {first['loc'][0]}: {first['msg']}.", hint=HINT) from None
    except ValueError as error:
        raise InputFormatError(f"Row {number}: {error}.", hint=HINT) from None
