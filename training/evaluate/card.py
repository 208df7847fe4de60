"""Writes `CARD.md` of a bundle from its `metrics.json`; no figure in it is typed by hand."""

import json
from pathlib import Path
from typing import Any

from training.evaluate import card_extras as extras
from training.evaluate.card_text import CARD
from training.evaluate.rules import rule_table
from training.evaluate.tables import baseline_tables, figure, gold_tables, table


def render_card(metrics: dict[str, Any]) -> str:
    """The card's text, from the content of `metrics.json`."""
    return CARD.substitute(
        name=metrics["name"],
        version=metrics["version"],
        labels=metrics["labels"],
        manifest=metrics["manifest"],
        n_train=f"{metrics['n_train']:,}",
        n_dev=metrics["n_dev"],
        n_held_out=metrics["n_held_out"],
        n_written=f"{metrics['n_written']:,}",
        tested="gold test (opened for these weights, only reported)" if metrics["test"] else "gold test was not opened",
        sources=table(
            ("corpus", "licence tier", "licence as its source states it", "training texts"),
            [(s["source"], s["tier"], s["licence"], str(s["n"])) for s in metrics["sources"]],
        ),
        own_labels=extras.own_labels(metrics["own_labels"]),
        headline=_headline(metrics),
        gold=gold_tables("Gold dev (chosen on)", metrics["dev"]),
        test=gold_tables("Gold test (reported)", metrics["test"]) if metrics["test"] else extras.NOT_OPENED,
        baselines=baseline_tables(metrics["test"] or metrics["dev"], extras.split_name(metrics)),
        others=_others(metrics),
        rules=rule_table(metrics["rules"]),
        leave_out=extras.leave_out(metrics["leave_out"]),
        curve=extras.learning_curve(metrics["learning_curve"]),
        confusion=extras.confusion(metrics["dev"]["confusion"]),
        failures=extras.failures(metrics["probes"]),
        export=extras.export(metrics["export"]),
        recipe=extras.as_json(metrics["recipe"]),
    )


def write_card(bundle: Path) -> None:
    """Render `CARD.md` beside `metrics.json`."""
    metrics = json.loads((bundle / "metrics.json").read_text(encoding="utf-8"))
    (bundle / "CARD.md").write_text(render_card(metrics), encoding="utf-8")


def _headline(metrics: dict[str, Any]) -> str:
    """The figures that decide, of gold test where it was opened."""
    split = metrics["test"] or metrics["dev"]
    product, pooled = split["product"], split["pooled"]
    named = {
        "SERVQUAL dimensions of a sentence, macro-F1": "servqual",
        "the same with polarity": "servqual_with_polarity",
        "root cause of a sentence, macro-F1 of classes with 20 positives": "root_causes",
        "sentiment, macro-F1": "sentiment",
        "calibration error of facets, ten bins of equal count": "calibration_error",
        "the same if every confidence were true": "calibration_error_if_calibrated",
    }
    rows = [(title, *(figure(product.get(lang, {}), name) for lang in ("en", "zh"))) for title, name in named.items()]
    both = {
        "severity, macro-F1": "severity",
        "S1 texts labelled S1 or sent to a person": "critical_recall",
        "texts labelled S1 or sent to a person as possibly critical": "critical_flagged",
    }
    rows += [(title, figure(pooled, name), "") for title, name in both.items()]
    return table((extras.split_name(metrics), "English, or both languages", "Chinese"), rows)


def _others(metrics: dict[str, Any]) -> str:
    rows = [(entry["what"], str(entry["n"]), figure({"x": entry}, "x")) for entry in metrics["public"].values()]
    for name, entry in metrics["retrieval"].items():
        for script in ("simplified", "traditional"):
            title = f"Chinese ({script}) to English sentence of {name}, found first"
            rows.append((title, str(entry["n"]), figure(entry, script)))
    agreed = metrics["translations"]
    title = "facets with polarity of a text and of its translation, micro-F1 (pairs written for this project)"
    rows.append((title, str(agreed["n"]), figure({"x": agreed}, "x")))
    if metrics["space_cosine"] is not None:
        cosine = f"{metrics['space_cosine']:.3f}"
        rows.append(("mean cosine of text vectors before and after fine-tuning", str(metrics["n_dev"]), cosine))
    return table(("figure", "n", "value (95 % interval)"), rows)
