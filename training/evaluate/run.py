"""Scores a sealed bundle on everything in one call, beside the baselines, and writes `metrics.json` and `CARD.md`."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from feedback_ai.artifacts.bundle import MANIFEST, Manifest, sha256_of
from feedback_ai.embed.encoder import ONNX_FILE
from feedback_ai.embed.space import SPACE_FILE
from feedback_ai.errors import InputNotFoundError
from training.baselines import baselines
from training.corpora import Pair, read_licences, read_pairs, reserved_fingerprints
from training.data import Example, load_gold
from training.evaluate.card import write_card
from training.evaluate.figures import interval, resamples
from training.evaluate.gold import score_gold
from training.evaluate.model import Model
from training.evaluate.openings import LOG, log_opening
from training.evaluate.probes import probe, read_probes
from training.evaluate.public import public_figures
from training.evaluate.rules import rule_figures
from training.evaluate.translations import agreement, read_translations
from training.readings import LABELS, Labelled, load_labelled
from training.retrieval import find_translations

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """What to score and what to put beside it.

    Attributes:
        annotation: Directory of the labelled texts.
        data: Directory of the corpora.
        bundle: The sealed bundle; `metrics.json` and `CARD.md` are written into it.
        encoder: The encoder that fine-tuning started from, for baselines and for the closeness of the topic space.
        recipe: JSON file with what the bundle was trained by, repeated in the card.
        leave_out: JSON file that `leave-corpora-out` wrote.
        learning_curve: JSON file that `learning-curve` wrote.
        words: Whether baselines on TF-IDF are fitted, which takes longer than all else.
        final: Open gold test too, and log it.
        log: Where openings of gold test are logged.
    """

    annotation: Path
    data: Path
    bundle: Path
    encoder: Path | None = None
    recipe: Path | None = None
    leave_out: Path | None = None
    learning_curve: Path | None = None
    words: bool = True
    final: bool = False
    log: Path = LOG


def evaluate(request: Request) -> dict[str, Any]:
    """Score, write `metrics.json` and `CARD.md`; returns what was written.

    Raises:
        ModelCorruptError: If the bundle differs from its manifest.
        InputNotFoundError: If a file that was named is missing.
    """
    extras = {name: _read(getattr(request, name)) for name in ("recipe", "leave_out", "learning_curve")}
    model = Model.load(request.bundle)
    reserved = reserved_fingerprints(request.annotation, request.data)
    labelled, dev = load_labelled(request.annotation, request.data), load_gold(request.annotation, "dev")
    train = labelled.train
    simple = baselines(train, [*dev, *labelled.held_out], request.encoder, words=request.words)
    metrics = {**_provenance(model, train, dev, request.data), **_added(labelled), **extras}
    log.info("gold dev")
    metrics["dev"] = score_gold(model, dev, simple)
    if request.final:
        log.info("gold test")
        metrics["test"] = score_gold(model, load_gold(request.annotation, "test"), simple)
    else:
        metrics["test"] = _kept_test(request.bundle, metrics["labels_by"])
    metrics["public"] = public_figures(model, request.data)
    metrics["retrieval"] = _retrieval(model, read_pairs(request.data, reserved).test)
    metrics["translations"] = agreement(model, read_translations())
    metrics["rules"] = rule_figures(model, dev)
    metrics["probes"] = probe(model, read_probes())
    metrics["space_cosine"] = None if request.encoder is None else _space_cosine(model, request.encoder, dev)
    metrics["export"] = _read(_if_there(request.bundle / "export.json"))
    content = json.dumps(metrics, indent=1, ensure_ascii=False)
    (request.bundle / "metrics.json").write_text(content + "\n", encoding="utf-8")
    write_card(request.bundle)
    if request.final:
        log_opening(metrics, request.log)
    return metrics


def _added(labelled: Labelled) -> dict[str, Any]:
    told = (LABELS / "README.md").read_text(encoding="utf-8").split("\n")
    agreement_table = [line for line in told if line.startswith("| ") and not line.startswith(("| file", "| `"))]
    return {
        "n_held_out": len(labelled.held_out),
        "n_written": labelled.n_written,
        "own_labels": {"n": labelled.n_ours, "agreement": agreement_table},
    }


def _provenance(model: Model, train: Sequence[Example], dev: Sequence[Example], data: Path) -> dict[str, Any]:
    manifest, licences = model.bundle.manifest, read_licences(data)
    return {
        "name": manifest.name,
        "version": manifest.version,
        "labels": manifest.labels,
        "manifest": sha256_of(model.bundle.path(MANIFEST))[:12],
        "labels_by": labels_by(manifest),
        "n_train": len(train),
        "n_dev": len(dev),
        "sources": [
            {"source": source, "tier": tier, "licence": licences.get(source, "not named"), "n": n}
            for (source, tier), n in sorted(Counter((e.source, e.tier) for e in train).items())
        ],
    }


def labels_by(manifest: Manifest) -> str:
    """What tells the weights by which a bundle labels: the map of the space has no part in that, ONNX is made of them.

    How these are quantized is not told: whoever changes `training.onnx_graph` opens gold test anew.
    """
    apart = {f"encoder/{ONNX_FILE}", f"encoder/{SPACE_FILE}"}
    files = {name: digest for name, digest in sorted(manifest.files.items()) if name not in apart}
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]


def _kept_test(bundle: Path, own: str) -> Any:
    """Figures of gold test from an earlier opening for the very same labels; None if there was none."""
    path = bundle / "metrics.json"
    earlier = _read(path) if path.exists() else {}
    return earlier.get("test") if earlier.get("labels_by") == own else None


def _retrieval(model: Model, tests: Mapping[str, Sequence[Pair]]) -> dict[str, dict[str, Any]]:
    figures: dict[str, dict[str, Any]] = {}
    for name, pairs in tests.items():
        found = find_translations(model.encoder, pairs)
        n = len(found["simplified"])
        weights = resamples(np.arange(n), n)
        figures[name] = {"n": n, **{script: interval(weights @ own / n) for script, own in found.items()}}
    return figures


def _space_cosine(model: Model, source: Path, examples: Sequence[Example]) -> float:
    """Mean cosine between document vectors before and after fine-tuning."""
    from feedback_ai.embed import Encoder

    texts, spans = [example.text for example in examples], [example.spans for example in examples]
    before = Encoder(source).encode(texts, spans).documents
    after = model.encoder.to_space(model.encoder.encode(texts, spans).document_layers)
    return round(float((before * after).sum(axis=1).mean()), 4)


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None


def _read(path: Path | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputNotFoundError(f"{path} cannot be read ({error}).", hint="Name an existing JSON file.") from error
