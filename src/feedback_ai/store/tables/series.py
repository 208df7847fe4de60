"""Figures that were imported, because no text tells them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class SeriesValueRow(Table):
    """One value of an imported series; `unit` is empty where it is of all units together."""

    __tablename__ = "series_value"

    series: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float]
    n: Mapped[float | None]
    imported_at: Mapped[datetime]


class SeriesWithdrawalRow(Table):
    """A value that was taken back, as it was, and who did it; never changed."""

    __tablename__ = "series_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    series: Mapped[str]
    period: Mapped[str]
    unit: Mapped[str]
    value: Mapped[float]
    n: Mapped[float | None]
