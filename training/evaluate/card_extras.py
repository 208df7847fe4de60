"""Sections of the card that a bundle may lack: comparisons trained apart, failures, export, labels of our own."""

import json
from collections.abc import Mapping
from typing import Any

from training.evaluate.tables import figure, table

NOT_OPENED = "### Gold test\n\nNot opened for this bundle."
LEFT_OUT = {
    "servqual": "SERVQUAL dimensions, macro-F1",
    "servqual_with_polarity": "the same with polarity",
    "root_causes": "root cause, macro-F1",
    "sentiment": "sentiment, macro-F1",
    "severity": "severity, macro-F1",
}

Json = Mapping[str, Any] | None


def split_name(metrics: Mapping[str, Any]) -> str:
    """The split of gold that a table speaks of."""
    return "gold test" if metrics["test"] else "gold dev"


def as_json(content: Json) -> str:
    """A recipe as it was given."""
    return "Not told." if content is None else f"```json\n{json.dumps(content, indent=2, ensure_ascii=False)}\n```"


def leave_out(result: Json) -> str:
    """Corpora that training has not seen, beside the usual figure on the same texts."""
    if result is None:
        return "Not run for this bundle."
    rows = []
    for lang in ("en", "zh"):
        unseen, usual = result["corpora"].get(lang, {}), result["texts"].get(lang, {})
        for name, title in LEFT_OUT.items():
            if name in unseen and name in usual:
                apart = f"{unseen[name]['value'] - usual[name]['value']:+.3f}"
                rows.append((lang, title, figure(unseen, name), figure(usual, name), apart))
    by_source = [
        (source, str(own["n_texts"]), figure(own, "corpora"), figure(own, "texts"))
        for source, own in sorted(result["by_source"].items())
    ]
    told = (
        f"Recipe `{result['recipe']}`, {len(result['folds'])} folds over {result['n_texts']:,} texts of training and"
        " gold dev. *Unseen*: every text is labelled by a model that has read no text of its corpus. *Usual*: by one"
        " that has read other texts of it; folds of the same sizes, texts drawn at random. Each model is trained anew"
        " on the other folds alone: the columns compare with each other, not with the figures of the bundle."
    )
    figures = table(("language", "figure", "unseen corpora", "usual", "difference"), rows)
    corpora = table(("corpus", "texts", "SERVQUAL macro-F1, unseen", "usual"), by_source)
    return "\n\n".join([told, figures, corpora])


def learning_curve(result: Json) -> str:
    """What more labelled texts would bring."""
    if result is None:
        return "Not run for this bundle."
    rows = [
        (f"{point['n_texts']:,}", lang, *(figure(point["figures"].get(lang, {}), name) for name in LEFT_OUT))
        for point in result["points"]
        for lang in ("en", "zh")
    ]
    told = f"Recipe `{result['recipe']}`, gold dev, thresholds chosen there."
    return f"{told}\n\n{table(('training texts', 'language', *LEFT_OUT.values()), rows)}"


def confusion(result: Mapping[str, Any]) -> str:
    """The most frequent confusions with the rule that each breaks."""
    rows = [
        (own["kind"], own["gold"], own["given"], str(own["n"]), own["rule"], ", ".join(own["ids"]))
        for own in result["worst"]
    ]
    told = (
        f"Gold dev has {result['n']} differences of {result['n_kinds']} kinds; this is the most frequent tenth of the"
        " kinds. The rule is the section and number of the codebook that parts the two labels."
    )
    return f"{told}\n\n{table(('kind', 'codebook', 'given', 'n', 'rule', 'texts, for example'), rows)}"


def failures(result: Mapping[str, Any]) -> str:
    """Texts of our own that the bundle gets wrong."""
    told = f"Of {result['n']} hard texts written for this project {result['right']} are labelled right; these are not."
    lines = [f"- {own['why']}: \u201c{own['text']}\u201d ({own['wrong']})" for own in result["failures"]]
    return "\n".join([told, "", *lines])


def export(result: Json) -> str:
    """What quantization changed, as the export measured it."""
    return "Not measured for this bundle." if result is None else as_json(result)


def own_labels(result: Json) -> str:
    """Labels that were added to those of the annotation, and how often two readings agree."""
    if result is None or not result["n"]:
        return "No labels of our own were added."
    head, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in result["agreement"]]
    told = (
        f"{result['n']:,} of these texts are labelled in `training/labels/`: texts of the same corpora, read in the\n"
        "same way, one reading each; no human panel took part there either. Of texts that were read twice (F1 of the\n"
        "labels of one reading against the other's; for document labels the share of texts with the same one):"
    )
    return f"{told}\n\n{table(head, rows)}"
