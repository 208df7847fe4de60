"""The part of `docs/benchmarks.md` that `benchmarks/topics.py` tells."""

from typing import Any

KEPT, AGREED, UNASSIGNED, RECALL, SAME = 0.95, 0.90, 0.20, 0.80, 0.90
SECONDS, PEAK_GB, CACHED_SECONDS = 900, 3.0, 60


def topics(result: dict[str, Any]) -> list[str]:
    """Stability, lasting ids, agreement with classes, texts without a topic, translations, growth."""
    parts = {
        "shuffled": _shuffled,
        "refit": _refit,
        "clusters": _clusters,
        "pools": _pools,
        "translations": _translations,
        "scale": _scale,
    }
    lines = ["## Topics", "", "Made by `benchmarks/topics.py`; each part names the model whose vectors it read."]
    for name, part in parts.items():
        if name in result:
            title, *rest = part(result[name])
            lines += ["", f"{title} (model {result['bundles'][name]})", *rest]
    return lines


def _held(figure: float, bar: float, *, at_most: bool = False) -> str:
    holds = figure <= bar if at_most else figure >= bar
    return f"{figure:.1%}{'' if holds else ' (missed)'}"


def _shuffled(own: dict[str, Any]) -> list[str]:
    told = "identical" if own["different"] == 1 else f"{own['different']} different results (missed)"
    return [
        "### The same texts in another order",
        "",
        f"{own['n_texts']:,} texts in two languages in {own['orders']} orders and batch sizes, each encoded and fitted "
        f"in a new process: topics, labels and assignments are {told}.",
    ]


def _refit(own: dict[str, Any]) -> list[str]:
    ari = own["ARI of shared texts"]
    return [
        "### A fit with a tenth more texts",
        "",
        f"{own['n_texts']:,} texts of banking77, {own['tries']} times: the first fit lacks an intent and has five "
        "texts of another, of those of at least 30; the second has both, and a tenth of the other texts more.",
        "",
        "| what | figure | bar |",
        "|---|---|---|",
        f"| the new topic is there | {_held(own['new topic found'], 1)} | all |",
        f"| the split topic is there | {_held(own['split found'], 1)} | all |",
        f"| other topics that keep their id | {_held(own['other topics that keep their id'], KEPT)} | {KEPT:.0%} |",
        f"| adjusted Rand index of texts that both fits had, mean | {ari['mean']:.3f}"
        f"{'' if ari['mean'] >= AGREED else ' (missed)'} | {AGREED:.2f} |",
        f"| the same, least | {ari['least']:.3f} | |",
        f"| the same of a fit `--anew` | {own['ARI of a fit anew']:.3f} | |",
        f"| new topics that nobody planted | {own['new topics that nobody planted']:.1f} | |",
    ]


def _clusters(own: dict[str, Any]) -> list[str]:
    lines = [
        "### Agreement with classes, unsupervised",
        "",
        "k-means gives each text a group. The first V-measure and ARI do likewise: a text without a topic counts with "
        "its nearest one, which `topics` names beside `unassigned` (BERTopic: `reduce_outliers` by vectors). Then "
        "those without a topic are one group of their own, and the last two columns leave them out. The bar is to be "
        "above BERTopic's defaults and k-means with as many groups in the first two.",
    ]
    for corpus, one in own.items():
        lines += [
            "",
            f"{corpus}, {one['n_texts']:,} texts of {one['classes']} classes:",
            "",
            "| way | topics | without one | V-measure | ARI | V, one group | ARI, one group | NMI, assigned "
            "| ARI, assigned |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {name} | {way['topics']} | {way['unassigned']:.1%} | "
            f"{_above(one['ways'], name, 'V-measure, nearest')} | {_above(one['ways'], name, 'ARI, nearest')} | "
            f"{way['V-measure']:.3f} | {way['ARI']:.3f} | {way['NMI, assigned']:.3f} | {way['ARI, assigned']:.3f} |"
            for name, way in one["ways"].items()
        ]
    return lines


def _above(ways: dict[str, Any], name: str, figure: str) -> str:
    """A figure; ours is missed where a peer that was not told the number of classes has as much."""
    own = ways[name][figure]
    peers = [way[figure] for peer, way in ways.items() if peer != "ours" and "told" not in peer]
    return f"{own:.3f}{' (missed)' if name == 'ours' and own <= max(peers) else ''}"


def _pools(own: dict[str, Any]) -> list[str]:
    lines = [
        "### Texts without a topic, and what is new among them",
        "",
        "A topic of 30 texts is planted that the fit has not seen; recall is the share of them in one group of the "
        "texts without a topic.",
        "",
        f"| corpus | texts | topics | without one (bar {UNASSIGNED:.0%}) | planted "
        f"| recall (bar {RECALL:.0%}) | median |",
        "|---|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {corpus} | {one['n_texts']:,} | {one['topics']} | {_held(one['unassigned'], UNASSIGNED, at_most=True)} | "
        f"{one['planted']} | {_held(one['recall']['mean'], RECALL)} | {one['recall']['median']:.1%} |"
        for corpus, one in own.items()
    ]


def _translations(own: dict[str, Any]) -> list[str]:
    return [
        "### A sentence and its translation",
        "",
        f"{own['pairs']:,} pairs of tico19, fitted together; {own['either assigned']:,} have a topic on either side: "
        f"{_held(own['same'], SAME)} of these have the same on both (bar {SAME:.0%}); of those with a topic on both "
        f"sides {own['same, both assigned']:.1%}.",
    ]


def _scale(own: dict[str, Any]) -> list[str]:
    lines = [
        "### Time and memory",
        "",
        f"Two cores, from words to topics. The bar is {SECONDS // 60} minutes and {PEAK_GB:g} GB for 100,000 segments.",
        "",
        "| way | segments | topics | seconds | of these encoding | peak GB |",
        "|---|---|---|---|---|---|",
    ]
    for way in ("ours", "BERTopic, defaults"):
        for one in own[way]:
            missed = way == "ours" and (one["seconds"] > SECONDS or one["peak GB"] > PEAK_GB)
            lines.append(
                f"| {way} | {one['n']:,} | {one['topics']} | {one['seconds']:,.0f}{' (missed)' if missed else ''} | "
                f"{one['of these encoding']:,.0f} | {one['peak GB']:.1f} |"
            )
    cached = own["cached"]
    missed = "" if cached["seconds"] <= CACHED_SECONDS else " (missed)"
    return [
        *lines,
        "",
        f"{cached['n']:,} cached vectors are given to {cached['topics']} topics in {cached['seconds']:.0f} s{missed} "
        f"(bar {CACHED_SECONDS} s).",
    ]
