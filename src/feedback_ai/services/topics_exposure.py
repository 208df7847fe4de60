"""The texts that a topic is counted against: all those of its origins, as far as these have a past."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from feedback_ai.errors import TooFewError
from feedback_ai.services.topics_window import MIN_BASELINE, WEEK, Window
from feedback_ai.store.topic_times import Text

if TYPE_CHECKING:
    from feedback_ai.topics import Rates

Origin = tuple[str, str]


class Exposure:
    """All texts of a window with its baseline, by origin.

    An origin is a source read by one version of the model. One that has no past, or sends nothing any more, says
    nothing of growth: a new source, or a new model, brings texts of every topic, and none of them grew.

    Attributes:
        window: The window.
        texts: The texts of known origins up to the window's end, in order of time.
        known: Those whose first text was written at least 14 days before the window.
        before: How many texts each wrote in the baseline.
        within: How many in the window.
    """

    def __init__(self, texts: Iterable[Text], window: Window) -> None:
        self.window = window
        listed = list(texts)
        first: dict[Origin, Text] = {}
        for text in listed:
            first.setdefault(text.origin, text)
        self.known = {origin for origin, text in first.items() if text.at <= window.start - MIN_BASELINE}
        self.known &= set(self._counted(listed)[0])
        self.texts = self.of(listed)
        self.before, self.within = self._counted(self.texts)

    def check(self) -> None:
        """Refuse a window in which no origin has a past.

        Raises:
            TooFewError: If so.
        """
        if not set(self.within) & self.known:
            raise TooFewError(
                f"No source sent texts both in the window and {MIN_BASELINE.days} days before it.",
                hint="A new source, or a new version of the model, needs so long a past of its own; wait.",
            )

    def of(self, texts: Iterable[Text]) -> list[Text]:
        """Those of known origins, written before the window's end."""
        return [text for text in texts if text.origin in self.known and text.at < self.window.end]

    def compare(self, texts: Sequence[Text], dispersion: float, season: float = 1.0) -> "tuple[int, Rates]":
        """How many of a topic's texts, in order of time, are in the window; against what its origins would have.

        Args:
            texts: The topic's, of known origins.
            dispersion: See `scatter_by_week`.
            season: By how much the time of year alone raises them in the window.
        """
        from feedback_ai.topics import compare_rates

        before, within = self._counted(texts)
        n_before, n_within = sum(before.values()), sum(within.values())
        odds = sum(self.within[origin] for origin in self.known) / sum(self.before[origin] for origin in self.known)
        if n_before:
            expected = sum(n * self.within[origin] / self.before[origin] for origin, n in before.items())
            # Where all its origins fell silent it can have no texts, and so cannot grow.
            odds = max(expected / n_before, 1e-9)
        return n_within, compare_rates(n_within, odds * season, n_before, 1.0, dispersion)

    def scatter_by_week(self, of_topics: Sequence[Sequence[Text]]) -> list[float]:
        """How much more the texts of each matter scatter from week to week of the baseline than chance would have it.

        Args:
            of_topics: The texts of each matter, of known origins.
        """
        import numpy as np

        from feedback_ai.topics import scatter_of

        n_weeks = (self.window.start - self.window.earliest) // WEEK
        origins = {origin: row for row, origin in enumerate(sorted(self.known))}

        def by_week(texts: Sequence[Text]) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
            counts = np.zeros((len(origins), n_weeks), dtype=np.int64)
            for text in texts:
                week = (self.window.start - text.at) // WEEK
                if text.at < self.window.start and week < n_weeks:
                    counts[origins[text.origin], week] += 1
            return counts

        exposure = by_week(self.texts)
        weeks = np.flatnonzero(exposure.sum(axis=0))
        counts = np.array([by_week(own) for own in of_topics], dtype=np.int64)
        counts = counts.reshape(len(of_topics), *exposure.shape)[:, :, weeks]
        exposure = exposure[:, weeks]
        shares = counts.sum(axis=2) / np.maximum(exposure.sum(axis=1), 1)
        return scatter_of(counts.sum(axis=1), shares @ exposure)

    def _counted(self, texts: Sequence[Text]) -> tuple[Counter[Origin], Counter[Origin]]:
        """Texts of each origin in baseline and window."""
        before: Counter[Origin] = Counter()
        within: Counter[Origin] = Counter()
        for text in texts[bisect_left(texts, self.window.earliest, key=lambda own: own.at) :]:
            (within if text.at >= self.window.start else before)[text.origin] += 1
        return before, within
