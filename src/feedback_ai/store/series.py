"""Imported series: values by name, period and unit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select

from feedback_ai.store.insert import insert_all
from feedback_ai.store.records import SeriesValue
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import SeriesValueRow, SeriesWithdrawalRow


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

    def listed(self, series: str | None = None, unit: str | None = None) -> Sequence[SeriesValueRow]:
        """Values as they are stored, of all series and units where none is named, by name, unit and period."""
        return self.session.scalars(_of(select(SeriesValueRow), SeriesValueRow, series, unit)).all()

    def withdrawn(self, series: str | None = None, unit: str | None = None) -> Sequence[SeriesWithdrawalRow]:
        """Values that were taken back; alike."""
        return self.session.scalars(_of(select(SeriesWithdrawalRow), SeriesWithdrawalRow, series, unit)).all()

    def withdraw(self, series: str, unit: str, period: str | None, *, at: datetime, actor: str) -> int:
        """Take values back, those of all periods if None, and keep what they were; gives how many there were."""
        row = SeriesValueRow
        wanted = [row.series == series, row.unit == unit, *([] if period is None else [row.period == period])]
        gone = self.session.execute(delete(row).where(*wanted).returning(row.period, row.value, row.n)).all()
        kept = {"at": at, "actor": actor, "series": series, "unit": unit}
        rows = [{**kept, "period": period, "value": value, "n": n} for period, value, n in sorted(gone)]
        insert_all(self.session, SeriesWithdrawalRow, rows)
        return len(rows)


def _of(statement: Select[Any], table: Any, series: str | None, unit: str | None) -> Select[Any]:
    wanted = {table.series: series, table.unit: unit}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    return statement.where(*conditions).order_by(table.series, table.unit, table.period, *table.__table__.primary_key)
