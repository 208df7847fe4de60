"""Imported series: values by name, period and unit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from feedback_ai.store.insert import insert_all
from feedback_ai.store.records import SeriesValue
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import SeriesValueRow


class SeriesRepository(Repository):
    """Reads and writes imported series."""

    def put(self, series: str, values: Iterable[SeriesValue], at: datetime) -> int:
        """Store values, in place of those of the same period and unit; gives how many were replaced."""
        listed = sorted(values, key=lambda value: (value.period, value.unit))
        keys = select(SeriesValueRow.period, SeriesValueRow.unit).where(SeriesValueRow.series == series)
        known = {(period, unit) for period, unit in self.session.execute(keys)}
        again = [(value.period, value.unit) for value in listed if (value.period, value.unit) in known]
        for period, unit in again:
            self.session.execute(
                delete(SeriesValueRow).where(
                    SeriesValueRow.series == series, SeriesValueRow.period == period, SeriesValueRow.unit == unit
                )
            )
        rows = [{"series": series, "imported_at": at, **value.model_dump()} for value in listed]
        insert_all(self.session, SeriesValueRow, rows)
        return len(again)

    def values(self, names: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """Name, period, unit, value and n of series, by name, period and unit."""
        columns = (SeriesValueRow.series, SeriesValueRow.period, SeriesValueRow.unit)
        statement = select(*columns, SeriesValueRow.value, SeriesValueRow.n).where(SeriesValueRow.series.in_(names))
        return self.session.execute(statement.order_by(*columns)).all()
