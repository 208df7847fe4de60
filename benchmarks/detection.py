"""How true the watch's false-alarm rate is, and how soon it sees a rise, beside the best there can be and common rules.

    python benchmarks/detection.py --runs 400 [--data DIR] [--seed 7] [--season-runs 100]

`--runs` is the number of simulated topics of each kind; 20 are done in seconds. `--season-runs` is that of topics with
a yearly season, whose histories are four years long; 0 leaves them out. `--data` is a directory with the dated corpora
named in `REPLAYED`: their texts are counted by a column, never read. Writes `benchmarks/results/detection.json`;
`python benchmarks/page.py` makes `docs/benchmarks.md` of it.
"""

import argparse
import gzip
import json
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import numpy as np
from detection_peers import Counts, Floats, best_cusum, delays, two_sigma, z_scores

from feedback_ai.services.topics_backtest import replayed
from feedback_ai.store.topic_times import Text
from feedback_ai.topics.backtest import backtest
from feedback_ai.topics.watch import FALSE_ALARMS_A_WEEK, days_between_false_alarms, watch

RESULT = Path(__file__).resolve().parent / "results" / "detection.json"
MEANS, DISPERSIONS, RATIOS = (1, 5, 20, 60), (1, 2), (1.5, 2.0, 3.0)
N_TOPICS = 50
"""Topics of the store that the stated rate is for."""
EXPOSURE = 2000
WEEK = np.array([1.3, 1.2, 1.1, 1.1, 1.0, 0.7, 0.6])
HISTORY = {"a year": 364, "three months": 98}
"""Days before the first that is judged."""
JUDGED, FOLLOWED, SPREAD = 900, 90, 28
SEASON, SEASON_YEARS, YEAR = 0.35, 3, 365
"""Half of the logarithm of the rate at its peak by that at its lowest, years of history, and days of one."""
PEERS = {"z-score over 30 days": z_scores, "24 h against 30 days": two_sigma}
REPLAYED = {
    "en/cfpb_narratives": "issue",
    "zh/jd_cosmetics_comments_dated": "topic",
    "zh/teddycup2020_gov_messages": "issue",
}
MIN_TEXTS, MAX_DAYS = 20, 730


@dataclass(frozen=True)
class Simulated:
    """Topics of all kinds: counts (k, t), what each would have without chance or rise (k, t), its kind (k,)."""

    counts: Counts
    usual: Floats
    exposure: Counts
    means: Counts
    dispersions: Counts

    def of(self, mean: int, dispersion: int) -> Counts:
        """Rows of a kind."""
        return np.flatnonzero((self.means == mean) & (self.dispersions == dispersion))


def simulate(
    rng: np.random.Generator,
    runs: int,
    days: int,
    ratio: float = 1.0,
    begins: Counts | None = None,
    season: float = 0.0,
) -> Simulated:
    """Negative binomial counts of a share of all texts, which go by weekday; from `begins` on `ratio` times as many.

    With a season the share goes up and down within a year, each topic's at a time of its own.
    """
    kinds = np.array(list(product(MEANS, DISPERSIONS)))
    means, dispersions = np.repeat(kinds[:, 0], runs), np.repeat(kinds[:, 1], runs)
    week = WEEK / WEEK.mean()
    exposure = rng.poisson(EXPOSURE * week[np.arange(days) % 7])
    usual = means[:, None] * exposure / EXPOSURE
    if season:
        peaks = rng.uniform(0, YEAR, len(means))[:, None]
        usual = usual * np.exp(season * np.cos(2 * np.pi * (np.arange(days) - peaks) / YEAR))
    rate = usual if begins is None else np.where(np.arange(days) >= begins[:, None], ratio, 1.0) * usual
    more = np.maximum(dispersions - 1, 0.001)[:, None]
    return Simulated(rng.negative_binomial(rate / more, 1 / (1 + more)), usual, exposure, means, dispersions)


def false_alarms(rng: np.random.Generator, runs: int, history: int, days: int) -> dict[tuple[int, int], float]:
    """False alarms by those stated, by kind of topic."""
    between = days_between_false_alarms(N_TOPICS)
    made = simulate(rng, runs, history + days)
    alarms = watch(made.counts, made.exposure, days_between=between, since=history).alarms
    return {kind: float(alarms[made.of(*kind)].sum() * between / (runs * days)) for kind in product(MEANS, DISPERSIONS)}


def thresholds(rng: np.random.Generator, runs: int) -> dict[str, dict[tuple[int, int], tuple[float, float]]]:
    """For each common rule and kind: the threshold of the stated rate, and alarms by those stated at 2 sigma."""
    between = days_between_false_alarms(N_TOPICS)
    made = simulate(rng, runs, 400)
    found = {}
    for name, rule in PEERS.items():
        scores = rule(made.counts, made.exposure)[:, 30:]
        found[name] = {
            kind: (
                float(np.quantile(scores[made.of(*kind)], 1 - 1 / between)),
                float((scores[made.of(*kind)] > 2).mean() * between),
            )
            for kind in product(MEANS, DISPERSIONS)
        }
    return found


def rises(
    rng: np.random.Generator, runs: int, ratio: float, limits: dict[str, dict[tuple[int, int], tuple[float, float]]]
) -> dict[tuple[int, int], dict[str, float | None]]:
    """Median days to the alarm by kind, of the watch, of the best CUSUM and of the common rules."""
    between, history = days_between_false_alarms(N_TOPICS), HISTORY["a year"]
    days = history + SPREAD + FOLLOWED
    n = runs * len(MEANS) * len(DISPERSIONS)
    begins = rng.integers(history + 14, history + SPREAD, n)
    made = simulate(rng, runs, days, ratio, begins)
    own = delays(watch(made.counts, made.exposure, days_between=between, since=history).alarms, begins)
    scores = {name: rule(made.counts, made.exposure) for name, rule in PEERS.items()}
    found = {}
    for kind in product(MEANS, DISPERSIONS):
        rows = made.of(*kind)
        best = best_cusum(made.counts[rows], made.usual[rows], kind[1], kind[0], between, begins[rows], history)
        told = {"watch": own[rows], "best CUSUM": best}
        told |= {name: delays(scores[name][rows] > limits[name][kind][0], begins[rows]) for name in PEERS}
        found[kind] = {name: _finite(np.median(one)) for name, one in told.items()}
        found[kind]["soon"] = float((own[rows] <= 7).mean())
    return found


def seasons(rng: np.random.Generator, runs: int) -> dict[str, object]:
    """A year of topics with and without a season after three years of history, or after the last one of them alone.

    Told are false alarms by those stated, and median days to the alarm on a doubled rate, where history tells a season.
    """
    between, history = days_between_false_alarms(N_TOPICS), SEASON_YEARS * YEAR
    days, n = history + YEAR, runs * len(MEANS) * len(DISPERSIONS)
    begins = rng.integers(history + 14, history + YEAR - FOLLOWED, n)
    found: dict[tuple[int, int], dict[str, float | None]] = {kind: {} for kind in product(MEANS, DISPERSIONS)}
    for name, season in (("season", SEASON), ("none", 0.0)):
        calm, risen = (simulate(rng, runs, days, ratio, begins, season) for ratio in (1.0, 2.0))
        long = watch(calm.counts, calm.exposure, days_between=between, since=history).alarms
        cut = history - YEAR
        short = watch(calm.counts[:, cut:], calm.exposure[cut:], days_between=between, since=YEAR).alarms
        late = delays(watch(risen.counts, risen.exposure, days_between=between, since=history).alarms, begins)
        for kind, told in found.items():
            rows = calm.of(*kind)
            scale = between / (runs * YEAR)
            told[f"{name}, {SEASON_YEARS} years"] = float(long[rows].sum() * scale)
            told[f"{name}, a year"] = float(short[rows].sum() * scale)
            told[f"{name}, delay at 2x"] = _finite(np.median(late[rows]))
    kinds = [{"mean": mean, "dispersion": dispersion, **told} for (mean, dispersion), told in found.items()]
    return {"runs": runs, "peak by low": float(np.exp(2 * SEASON)), "years": SEASON_YEARS, "kinds": kinds}


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def replay(directory: Path, name: str, column: str) -> dict[str, object]:
    """A dated corpus, counted by day and by a column, with rises put into it."""
    with gzip.open(directory / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    dated = [
        (date.fromisoformat(str(row["date"])[:10]).toordinal(), row.get(column)) for row in rows if row.get("date")
    ]
    last = int(np.quantile([day for day, _ in dated], 0.999))
    n_days = min(last - int(np.quantile([day for day, _ in dated], 0.02)) + 1, MAX_DAYS)
    noon = datetime.fromordinal(last).replace(hour=12, tzinfo=UTC)
    inside = sorted((day, str(own)) for day, own in dated if last - n_days < day <= last)
    texts = [Text(str(row), noon + timedelta(days=day - last), ("", "")) for row, (day, _) in enumerate(inside)]
    of_topics: dict[str, list[Text]] = defaultdict(list)
    for text, (_, own) in zip(texts, inside, strict=True):
        of_topics[own].append(text)
    enough = {own: listed for own, listed in sorted(of_topics.items()) if len(listed) >= MIN_TEXTS and own != "None"}
    end = noon + timedelta(hours=12)
    groups = replayed(enough, texts, end - timedelta(days=n_days), end)
    found = backtest(groups, a_week=FALSE_ALARMS_A_WEEK)
    return {"corpus": name.split("/")[1], "by": column, "texts": len(inside), **found.model_dump()}


def main() -> None:
    """Simulate, replay, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--season-runs", type=int, default=10)
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    started, rng = time.process_time(), np.random.default_rng(args.seed)
    rates = {name: false_alarms(rng, args.runs, days, JUDGED if days > 300 else days) for name, days in HISTORY.items()}
    limits = thresholds(rng, args.runs)
    seen = {ratio: rises(rng, args.runs, ratio, limits) for ratio in RATIOS}
    kinds = [
        {
            "mean": mean,
            "dispersion": dispersion,
            **{f"false alarms, {name}": rates[name][mean, dispersion] for name in HISTORY},
            "at 2 sigma": {name: limits[name][mean, dispersion][1] for name in PEERS},
            "rises": [{"ratio": ratio, **seen[ratio][mean, dispersion]} for ratio in RATIOS],
        }
        for mean, dispersion in product(MEANS, DISPERSIONS)
    ]
    replayed = [replay(args.data, name, column) for name, column in REPLAYED.items()] if args.data else []
    # Last, so that the figures above do not depend on it.
    seasonal = seasons(rng, args.season_runs) if args.season_runs else None
    result = {
        "runs": args.runs,
        "seed": args.seed,
        "stated": FALSE_ALARMS_A_WEEK,
        "topics": N_TOPICS,
        "cpu_s": round(time.process_time() - started),
        "kinds": kinds,
        "replayed": replayed,
        **({"season": seasonal} if seasonal else {}),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(RESULT)


if __name__ == "__main__":
    main()
