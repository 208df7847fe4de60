"""Values of imported series as people see them, and how a wrong one is taken back."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.errors import NotFoundError
from feedback_ai.measure.periods import parse_period
from feedback_ai.store import Store
from feedback_ai.store.records import is_storable
from feedback_ai.store.series import SeriesRepository


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)

    series: str = Field(description="Its name: an indicator, `contacts`, or a part of grades.")
    period: str
    unit: str = Field(description="Empty for all units together.")
    value: float
    n: float | None


class SeriesValueView(_View):
    """A value that counts."""

    imported_at: datetime


class WithdrawnView(_View):
    """A value that was taken back, as it was."""

    at: datetime = Field(description="When it was taken back.")
    actor: str = Field(description="Who took it back.")


class SeriesList(BaseModel):
    """Values of imported series."""

    items: tuple[SeriesValueView, ...] = Field(description="Those that count, by series, unit and period.")
    withdrawn: tuple[WithdrawnView, ...] = Field(description="Those that were taken back, in the same order.")


def list_series(store: Store, *, series: str | None = None, unit: str | None = None) -> SeriesList:
    """Values of imported series, and those that were taken back.

    Args:
        store: The store.
        series: Only those of this name.
        unit: Only those of this unit; "" for those of all units together.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        repository = SeriesRepository(session)
        return SeriesList(
            items=tuple(map(SeriesValueView.model_validate, repository.listed(series, unit))),
            withdrawn=tuple(map(WithdrawnView.model_validate, repository.withdrawn(series, unit))),
        )


def withdraw_series(
    store: Store, series: str, unit: str, period: str | None = None, *, actor: str, now: datetime | None = None
) -> SeriesList:
    """Take back the values of a unit; gives what of the series and unit counts then, and what was taken back.

    They no longer count at once. What they were is kept, with who took them back.

    Args:
        store: The store.
        series: Name of the series.
        unit: The unit as it is stored; "" for values of all units together.
        period: Only the value of this period; those of all periods if None.
        actor: Who takes them back.
        now: When; the present if None.

    Raises:
        OptionError: If the period is none.
        NotFoundError: If there is no such value.
        StoreError: If the store fails; nothing is changed then.
    """
    name, unit = None if period is None else parse_period(period).name, unit.strip()
    with store.writing() as session:
        repository = SeriesRepository(session)
        known = is_storable(series) and is_storable(unit)
        if not known or not repository.withdraw(series, unit, name, at=now or datetime.now(UTC), actor=actor):
            raise NotFoundError(
                "There is no imported value of this series, unit and period.",
                hint="`feedback-ai measure list-series` shows what there is.",
            )
    return list_series(store, series=series, unit=unit)
