"""The answer first: sentences that say no more than their intervals support."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from feedback_ai.report import format as form
from feedback_ai.report.data import ReportData
from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05
"""Of the tests behind a claim; those of one family (the dimensions, the causes) are adjusted for their number."""


class Growing(Protocol):
    """The growth of a topic, as report and page know it."""

    @property
    def q(self) -> float:
        """The p-value of no growth, adjusted for the number of topics that were looked at."""

    @property
    def ratio_low(self) -> float:
        """Lower end of the ratio's 95 % interval."""


def warnings(data: ReportData, lang: Lang) -> list[str]:
    """What the reader must know before any figure: mixed versions, no texts, nothing to compare with, an open end."""
    volume, names = data.volume, {"period": data.period.name, "before": data.before.name}
    if not volume.analysed:
        span = word("w_no_time", lang)
        if volume.first is not None and volume.last is not None:
            first, last = (f"{moment:%Y-%m-%d}" for moment in (volume.first, volume.last))
            span = word("w_span", lang).format(first=first, last=last)
        return [word("w_empty", lang).format(**names) + (" " if lang == "en" else "") + span]
    if data.mixed:
        told = [word("w_mixed", lang).format(versions=_versions(data, lang))]
    elif not volume.before:
        told = [word("w_before", lang).format(**names)]
    elif not data.comparable:
        told = [word("w_versions", lang).format(versions=_versions(data, lang, before=True), **names)]
    else:
        told = []
    end = form.last_day(data.period.end)
    if volume.last is not None and volume.last.date() < end:
        told.append(word("w_partial", lang).format(last=f"{volume.last:%Y-%m-%d}", end=f"{end:%Y-%m-%d}"))
    return told


def answer(data: ReportData, lang: Lang) -> list[str]:
    """Up to five sentences, the changes first; none where the period has no texts."""
    if not data.volume.analysed:
        return []
    told = (_dimensions, _growth, _critical, _lowest, _cause)
    return [sentence for claim in told for sentence in claim(data, lang)]


def clear(frame: "pd.DataFrame") -> "pd.Series[bool]":
    """Which changes are clear: the interval leaves out no change, and so does the test adjusted for their number.

    Args:
        frame: Columns `low`, `high`, `p`; rows of NaN are never clear.
    """
    tested = frame["p"].notna()
    found = tested & ((frame["low"] > 0) | (frame["high"] < 0))
    if tested.any():
        found[tested] &= holm(frame.loc[tested, "p"]) <= LEVEL
    return found


def holm(p: "pd.Series[float]") -> "pd.Series[float]":
    """P-values adjusted for their number (Holm 1979, Scandinavian Journal of Statistics 6, 65-70).

    As `multipletests` of statsmodels gives them; but that one collects garbage first, which holds up a server that
    has models in memory by a good part of a second, each time.
    """
    ranked = p.sort_values()
    steps = range(len(p), 0, -1)
    return (ranked * list(steps)).cummax().clip(upper=1.0).reindex(p.index)


def grows(growth: Growing) -> bool:
    """Whether a topic clearly grew, for report and page: q below `LEVEL`, and the ratio's interval lies above 1."""
    return growth.q < LEVEL and growth.ratio_low > 1


def _dimensions(data: ReportData, lang: Lang) -> Iterator[str]:
    changes, before = data.scores.change, data.scores.before
    if changes is None or before is None:
        return
    n, n_before = data.volume.analysed, data.volume.before
    moved = changes[clear(changes)]
    if moved.empty:
        yield word("c_no_change", lang).format(before=data.before.name, n=f"{n:,}", n_before=f"{n_before:,}")
        return
    now, earlier = data.scores.now.set_index("dimension"), before.set_index("dimension")
    sentences = [
        word("c_change", lang).format(
            name=name_of(row["dimension"], lang),
            verb=word("c_rose" if row["change"] > 0 else "c_fell", lang),
            score=form.score(now["score"][row["dimension"]]),
            change=form.change(row["change"]),
            interval=form.change_interval(row["low"], row["high"], lang),
            n=f"{now['n'][row['dimension']]:,}",
            n_before=f"{earlier['n'][row['dimension']]:,}",
        )
        for _, row in moved.iterrows()
    ]
    still = [name_of(name, lang) for name in changes["dimension"] if name not in set(moved["dimension"])]
    if still:
        sentences.append(word("c_others", lang).format(names=form.listed(still, lang)))
    yield word("semicolon", lang).join(sentences) + word("stop", lang).strip()


def _lowest(data: ReportData, lang: Lang) -> Iterator[str]:
    known = data.scores.now[data.scores.now["n"] > 0].sort_values("score", kind="stable")
    if known.empty:
        return
    # Intervals that do not overlap: a cautious way to tell scores of the same texts apart.
    lowest = known[known["score_low"] <= known.iloc[0]["score_high"]]
    names = [
        word("c_score", lang).format(
            name=name_of(row["dimension"], lang),
            score=form.score(row["score"]),
            interval=form.interval(row["score_low"], row["score_high"]),
            n=f"{row['n']:,}",
        )
        for _, row in lowest.iterrows()
    ]
    yield word("c_lowest" if len(names) == 1 else "c_lowest_more", lang).format(names=form.listed(names, lang))


def _cause(data: ReportData, lang: Lang) -> Iterator[str]:
    pareto = data.causes.pareto
    named = pareto[pareto["cause"] != "unknown"]
    if named.empty:
        return
    first = named.iloc[0]
    top = named[named["rate_high"] >= first["rate_low"]]
    told = [
        word("c_rate", lang).format(
            cause=name_of(row["cause"], lang),
            rate=form.percent(row["rate"]),
            interval=form.percent_interval(row["rate_low"], row["rate_high"]),
        )
        for _, row in top.iterrows()
    ]
    yield word("c_cause" if len(top) == 1 else "c_cause_more", lang).format(
        causes=form.listed(told, lang),
        n=f"{first['complaining']:,}",
        change=_cause_change(data, list(top["cause"]), lang),
    )


def _cause_change(data: ReportData, top: list[str], lang: Lang) -> str:
    changes = data.causes.change
    if changes is None:
        return ""
    moved = changes[clear(changes) & changes["cause"].isin(top)]
    if moved.empty:
        return word("c_no_points", lang).format(before=data.before.name)
    return "".join(
        word("c_points", lang).format(
            cause=name_of(row["cause"], lang),
            change=form.change(100 * row["change"], 1),
            interval=form.change_interval(100 * row["low"], 100 * row["high"], lang, 1),
        )
        for _, row in moved.iterrows()
    )


def _growth(data: ReportData, lang: Lang) -> Iterator[str]:
    if not data.topics.fitted or not data.steady:
        return
    grown = [growth for growth in data.topics.growing if grows(growth)]
    if not grown:
        yield word("c_no_topic", lang).format(period=data.period.name)
        return
    growth = max(grown, key=lambda one: (one.ratio_low, -one.id))
    yield word("c_topic", lang).format(
        topic=word("quote", lang).format(growth.labels[lang]),
        observed=f"{growth.observed:,}",
        start=f"{growth.start:%Y-%m-%d}",
        end=f"{form.last_day(growth.end):%Y-%m-%d}",
        expected=f"{growth.expected:.1f}",
        ratio=form.times(growth.ratio, lang),
        interval=form.open_interval(growth.ratio_low, growth.ratio_high, lang),
    )


def _critical(data: ReportData, lang: Lang) -> Iterator[str]:
    critical = data.critical
    figures: dict[str, Any] = {
        "n": f"{critical.n:,}",
        "graded": f"{critical.graded:,}",
        "share": form.share(critical.n, critical.graded),
        "before": data.before.name,
        "n_before": f"{critical.n_before:,}",
        "graded_before": f"{critical.graded_before:,}",
    }
    if critical.change is None:
        yield word("c_critical_alone", lang).format(**figures)
        return
    moved = critical.change
    told = word("c_unclear", lang)
    if (moved.low > 0 or moved.high < 0) and moved.p < LEVEL:
        told = word("c_share_change", lang).format(
            change=form.change(100 * moved.change, 1),
            interval=form.change_interval(100 * moved.low, 100 * moved.high, lang, 1),
        )
    yield word("c_critical", lang).format(**figures, change=told)


def _versions(data: ReportData, lang: Lang, *, before: bool = False) -> str:
    told = [
        word("version", lang).format(model=one.model, labels=one.labels, n=f"{one.before if before else one.n:,}")
        for one in data.versions
        if (one.before if before else one.n)
    ]
    return word("semicolon", lang).join(told)
