"""`python -m training`: adapt makes an encoder; finetune, lexical, calibrate, report make a bundle from it."""

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from training.finetune import FinetuneConfig

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

Annotation = Annotated[Path, typer.Option(help="Directory with train.jsonl, gold.jsonl and reserved_hashes.txt.")]
SourceEncoder = Annotated[Path, typer.Option(help="Directory of the encoder to start from.")]
Bundle = Annotated[Path, typer.Option(help="Directory of the bundle that is made.")]
Config = Annotated[Path, typer.Option(help="JSON file with the recipe; see training/configs.")]


def _config(path: Path) -> FinetuneConfig:
    return FinetuneConfig(**json.loads(path.read_text(encoding="utf-8")))


@app.command()
def adapt(
    data: Annotated[Path, typer.Option(help="Directory of the corpora, with datasets.csv.")],
    annotation: Annotation,
    base: Annotated[Path, typer.Option(help="Directory of the English encoder to start from, all-MiniLM-L6-v2.")],
    checkpoints: Annotated[Path, typer.Option(help="Directory where the run is kept; started again, it goes on.")],
    out: Annotated[Path, typer.Option(help="Directory of the encoder that is made.")],
    config: Config,
    start: Annotated[Path | None, typer.Option(help="A bilingual encoder to train on, instead of growing one.")] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
) -> None:
    """Make a bilingual encoder of the field from an English one; writes its directory with `adapt.json`."""
    from training.adapt_config import AdaptConfig
    from training.adapt_run import adapt as run

    recipe = AdaptConfig.from_dict(json.loads(config.read_text(encoding="utf-8")))
    run(data, annotation, base, checkpoints, out, recipe, start=start, device=device)


@app.command()
def finetune(annotation: Annotation, encoder: SourceEncoder, bundle: Bundle, config: Config) -> None:
    """Train encoder and heads on vectors; writes `encoder/` and `heads.safetensors`."""
    from training.data import load_train
    from training.export import save_network
    from training.finetune import finetune as run

    save_network(run(load_train(annotation), encoder, _config(config)), encoder, bundle)


@app.command()
def lexical(annotation: Annotation, bundle: Bundle) -> None:
    """Train the heads on words; writes `lexical.safetensors`."""
    from training.data import load_train
    from training.lexical import fit_lexical, save_lexical

    save_lexical(fit_lexical(load_train(annotation)), bundle)


@app.command()
def calibrate(annotation: Annotation, bundle: Bundle, name: str = "feedback-bilingual", version: str = "0.1.0") -> None:
    """Fit calibration, thresholds and abstention on gold dev; writes `calibration.json` and the manifest."""
    from feedback_ai.classify import opinions
    from feedback_ai.classify.heads import VectorHeads
    from feedback_ai.classify.lexical import LexicalHeads
    from feedback_ai.embed import Encoder
    from training.calibrate import class_shares, fit_calibration
    from training.data import load_gold, load_train, to_document
    from training.export import save_calibration, seal

    dev = load_gold(annotation, "dev")
    vector_heads = VectorHeads.load(bundle / "heads.safetensors")
    lexical_heads = LexicalHeads.load(bundle / "lexical.safetensors")
    vectors = Encoder(bundle / "encoder").encode([e.text for e in dev], [e.spans for e in dev])
    vector, lexical = opinions(vector_heads, lexical_heads, vectors, [to_document(example) for example in dev])
    save_calibration(fit_calibration(vector, lexical, dev, class_shares(load_train(annotation))), bundle)
    seal(bundle, name=name, version=version)


@app.command()
def report(annotation: Annotation, encoder: SourceEncoder, bundle: Bundle, config: Config) -> None:
    """Score the bundle beside the baseline; writes `metrics.json` and `CARD.md`."""
    from training.card import write_card
    from training.data import load_gold, load_train
    from training.report import write_metrics

    train, dev, test = load_train(annotation), load_gold(annotation, "dev"), load_gold(annotation, "test")
    write_metrics(bundle, encoder, asdict(_config(config)), train, dev, test)
    write_card(bundle)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    app()
