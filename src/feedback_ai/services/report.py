"""The voice-of-customer report of a period, as a page of HTML or Markdown."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from feedback_ai.report.data import ReportData
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store


class ReportSummary(BaseModel):
    """What was written.

    Attributes:
        period: Name of the period.
        n_texts: Analysed texts of the period; `n_before`: those of the period before.
        path: Where it was written, `-` for standard output.
        warnings: What a reader must know before any figure, in the language of the report.
    """

    model_config = ConfigDict(frozen=True)

    period: str
    before: str
    n_texts: int
    n_before: int
    path: str
    warnings: tuple[str, ...]


def render(store: Store, *, period: str, lang: str, format: str, settings: Settings | None = None) -> str:
    """The report of a period.

    Args:
        store: The store.
        period: As `measure.periods.parse_period` reads it: `2026Q3`, `2026H1`, `2026-07`, `2026W31`, `2026`.
        lang: `en` or `zh`.
        format: `html` or `md`.
        settings: Settings in force; the process's own if None.

    Returns:
        The page; the same store, settings and versions give the same text.

    Raises:
        OptionError: If there is no such period, language or format.
        SettingError: If the journey or the routing rules cannot be used.
        StoreError: If the store cannot be read.
    """
    return _make(store, period, lang, format, settings)[1]


def write_report(
    store: Store, *, period: str, lang: str, format: str | None = None, output: Path, settings: Settings | None = None
) -> ReportSummary:
    """Write the report of a period to a file, or to standard output for `-`; a file is complete or as it was before.

    Args:
        store: The store.
        period: As for `render`.
        lang: `en` or `zh`.
        format: `html` or `md`; told by the file's ending if None, as `report.render.format_of` does.
        output: Where to.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If there is no such period, language or format, or the ending is that of another format.
        OutputError: If it cannot be written.
        SettingError: If the journey or the routing rules cannot be used.
        StoreError: If the store cannot be read.
    """
    from feedback_ai.report.claims import warnings
    from feedback_ai.report.render import check_options, format_of
    from feedback_ai.services.output import open_output

    chosen = format_of(output) if format is None else format
    data, text = _make(store, period, lang, chosen, settings)
    with open_output(str(output)) as stream:
        stream.write(text.encode())
    return ReportSummary(
        period=data.period.name,
        before=data.before.name,
        n_texts=data.volume.analysed,
        n_before=data.volume.before,
        path=str(output),
        warnings=tuple(warnings(data, check_options(lang, chosen)[0])),
    )


def _make(store: Store, period: str, lang: str, format: str, settings: Settings | None) -> tuple[ReportData, str]:
    from feedback_ai.measure.periods import parse_period
    from feedback_ai.report.render import check_options, render
    from feedback_ai.services.report_data import gather

    check_options(lang, format)
    data = gather(store, parse_period(period), settings=settings or get_settings())
    return data, render(data, lang, format)
