"""What is new: matters among the segments that no topic covers, which come more often than before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from feedback_ai.services.topics_exposure import Exposure
from feedback_ai.services.topics_parts import Part, concentrated_in
from feedback_ai.services.topics_window import DAYS, FAR, check_range, open_window
from feedback_ai.store import Store
from feedback_ai.store.topic_times import Text, TopicTimeRepository
from feedback_ai.store.topics import TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FALSE_SHARE = 0.05
"""Greatest q value that is shown; see `candidates` for what makes it look better than it is."""
MIN_TEXTS = 5
"""A matter of fewer texts in the window is none yet."""
EXAMPLES = 3
EVIDENCE = 50
"""Example segments a language, and texts that are named: the newest ones."""


class Example(BaseModel):
    """A segment in its redacted words."""

    model_config = ConfigDict(frozen=True)

    feedback_id: str
    segment_index: int
    language: str
    text: str


class Candidate(BaseModel):
    """A matter that may become a topic at the next fit.

    Attributes:
        labels: Its name for people in `en` and `zh`.
        terms: Its key terms in `en` and `zh`, best first.
        window_from: Begin of the window, UTC, inclusive.
        window_to: Its end, exclusive.
        n_segments: Segments of the matter in window and baseline.
        observed: Texts of it in the window.
        expected: As many would be there at the rate of the weeks before.
        ratio: Rate in the window by the rate before, each by all texts of its time; None where there was none before.
        ratio_low: Lower end of its 95 % interval.
        ratio_high: Upper end; None where it has none.
        p: Probability of so many texts or more if the rate had not changed.
        dispersion: How much more its texts scatter from week to week than chance alone would have it, at least 1.
        q: The same, adjusted for the number of matters that were looked at.
        false_share: Share of false alarms to expect among all candidates that are shown: the greatest `q` that is.
        first_seen: When the first text of the matter was written, in baseline or window.
        units: The units in which it is concentrated, the surest first; none where it is spread as all texts are, or its
            texts are too few to tell.
        channels: The same of channels.
        examples: Segments nearest to its middle.
        evidence: Ids of the newest `EVIDENCE` texts of it in the window.
    """

    model_config = ConfigDict(frozen=True)

    labels: dict[str, str]
    terms: dict[str, list[str]]
    window_from: datetime
    window_to: datetime
    n_segments: int
    observed: int
    expected: float
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p: float
    dispersion: float
    q: float
    false_share: float = FALSE_SHARE
    first_seen: datetime
    units: tuple[Part, ...] = ()
    channels: tuple[Part, ...] = ()
    examples: tuple[Example, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Matter:
    """A candidate with all its texts.

    Attributes:
        candidate: What is told of it.
        ids: Its texts in baseline and window.
        since: Begin of the baseline.
    """

    candidate: Candidate
    ids: frozenset[str]
    since: datetime


def candidates(store: Store, *, as_of: datetime | None = None, days: int = DAYS, limit: int = 10) -> list[Candidate]:
    """Matters that no topic covers and that grew, the surest growth first; none before the first fit.

    Segments without a topic are grouped by nearness alone, those of the baseline with those of the window: what makes a
    group knows nothing of time. Yet the last fit has taken away what was frequent until then, so that a matter
    whose rate never changed may have too low a baseline, the more so the nearer the fit is to the window's begin.

    A fit that found no topic has told of no segment that it belongs to none: then there are no candidates.

    Args:
        store: The store.
        as_of: End of the window, exclusive, naive is UTC; the end of the newest record's day if None.
        days: Length of the window; the baseline is three times as long, or what history there is.
        limit: Most candidates.

    Raises:
        OptionError: If `days` or `limit` is out of range.
        TooFewError: If no record has a time, or there are less than 14 days of history before the window; of any
            source, if none has a longer one.
        StoreError: If the store cannot be read.
    """
    return [matter.candidate for matter in find_matters(store, as_of=as_of, days=days, limit=limit)]


def find_matters(store: Store, *, as_of: datetime | None = None, days: int = DAYS, limit: int = 10) -> list[Matter]:
    """The same as `candidates`, each with all its texts."""
    check_range(days, limit)
    with store.reading() as session:
        repository = TopicRepository(session)
        fit = repository.last_fit()
        if fit is None:
            return []
        texts = TopicTimeRepository(session).texts(FAR)
        window = open_window([text.at for text in texts.values()], as_of, days)
        pool = repository.unassigned(window.earliest, window.until)
        segments = VectorRepository(session).load(fit.model_version, of=sorted({id_ for id_, _ in pool}))
    exposure = Exposure(texts.values(), window)
    exposure.check()
    found = matters_among(segments, {key: texts[key[0]] for key in pool if key[0] in texts}, exposure, fit.cut)
    found.sort(key=lambda own: (-own.candidate.ratio_low, own.candidate.first_seen, own.candidate.evidence))
    return found[:limit]


def matters_among(
    segments: SegmentVectors, pool: Mapping[tuple[str, int], Text], exposure: Exposure, cut: float
) -> list[Matter]:
    """Matters among segments without a topic that grew.

    Args:
        segments: Segments with words and vectors, those of the pool among them.
        pool: The segments that belong to no topic, with the text of each.
        exposure: What their texts are counted against, and the window.
        cut: Least cosine at which a segment belongs to a topic.
    """
    import numpy as np

    from feedback_ai.topics import Prototypes, assign, false_discovery_rates

    window = exposure.window
    rows = [row for row, key in enumerate(segments.keys) if key in pool and pool[key].origin in exposure.known]
    if not rows:
        return []
    part = segments.part(rows)
    prototypes, terms = _group(part, cut)
    if not len(prototypes):
        return []
    given = assign(part.vectors, Prototypes(np.arange(len(prototypes)), prototypes, cut))
    members = [np.flatnonzero(given.assigned & (given.nearest == group)).tolist() for group in range(len(prototypes))]
    # A text counts once, with however many of its segments.
    texts = [sorted({pool[part.keys[row]] for row in own}, key=lambda text: (text.at, text.id)) for own in members]
    scatter = exposure.scatter_by_week(texts)
    # All are tested, whatever they had in the window: what is left out by that would make the others look surer.
    rates = [exposure.compare(own, more) for own, more in zip(texts, scatter, strict=True)]
    qs = false_discovery_rates([rate.p for _, rate in rates])
    found = []
    for group, (observed, rate) in enumerate(rates):
        if observed < MIN_TEXTS or qs[group] > FALSE_SHARE:
            continue
        nearest = sorted(members[group], key=lambda row: (-given.similarity[row], part.keys[row]))
        candidate = Candidate(
            **terms[group],
            window_from=window.start,
            window_to=window.end,
            n_segments=len(members[group]),
            observed=observed,
            **vars(rate),
            dispersion=scatter[group],
            q=qs[group],
            first_seen=texts[group][0].at,
            examples=_examples(part, nearest),
            evidence=_newest(text for text in texts[group] if text.at >= window.start),
        )
        found.append(Matter(candidate, frozenset(text.id for text in texts[group]), window.earliest))
    return _with_parts(found, exposure)


def _with_parts(matters: Sequence[Matter], exposure: Exposure) -> list[Matter]:
    """The same with the units and channels in which each is concentrated."""
    every = [text for text in exposure.texts if text.at >= exposure.window.start]
    own = [[text for text in every if text.id in matter.ids] for matter in matters]
    units, channels = concentrated_in(own, every, "unit"), concentrated_in(own, every, "channel")
    return [
        replace(matter, candidate=matter.candidate.model_copy(update={"units": of_units, "channels": of_channels}))
        for matter, of_units, of_channels in zip(matters, units, channels, strict=True)
    ]


def _group(pool: SegmentVectors, cut: float) -> "tuple[npt.NDArray[np.float32], list[dict[str, dict[str, object]]]]":
    """Prototypes of the groups, and `labels` and `terms` of each."""
    from feedback_ai.topics import LANGS, groups, key_terms, label_of, lang_of
    from feedback_ai.topics.canonical import collapse, sample
    from feedback_ai.topics.novelty import MAX_POOL
    from feedback_ai.topics.tokens import tokenizer

    distinct = sample(collapse(pool.texts, pool.languages, [id_ for id_, _ in pool.keys], pool.vectors), MAX_POOL)
    found = groups(distinct, cut)
    tokens = [tokenizer(lang_of(lang))(text) for text, lang in zip(distinct.texts, distinct.languages, strict=True)]
    terms = key_terms(tokens, distinct.languages, found.members, len(found.prototypes))
    named = [{"labels": {lang: label_of(own, lang) for lang in LANGS}, "terms": dict(own)} for own in terms]
    return found.prototypes, named  # type: ignore[return-value]


def _examples(pool: SegmentVectors, nearest: Sequence[int]) -> tuple[Example, ...]:
    """The nearest segments of each language: of each record one, no words twice."""
    from feedback_ai.topics import LANGS, lang_of
    from feedback_ai.topics.canonical import words_of

    shown: dict[str, list[Example]] = {lang: [] for lang in LANGS}
    seen: set[str] = set()
    for row in nearest:
        (id_, index), words = pool.keys[row], words_of(pool.texts[row])
        own = shown[lang_of(pool.languages[row])]
        if len(own) < EXAMPLES and not {id_, words} & seen:
            seen |= {id_, words}
            language, text = pool.languages[row], pool.texts[row]
            own.append(Example(feedback_id=id_, segment_index=index, language=language, text=text))
    return tuple(example for own in shown.values() for example in own)


def _newest(texts: Iterable[Text]) -> tuple[str, ...]:
    newest = sorted(sorted(texts, key=lambda text: text.id), key=lambda text: text.at, reverse=True)
    return tuple(text.id for text in newest[:EVIDENCE])
