"""`python -m training`: adapt makes an encoder; finetune to calibrate make a bundle of it; evaluate scores it."""

import json
import logging
from pathlib import Path
from typing import Annotated

import typer

from training.corpora import Pair
from training.data import Example, load_train
from training.finetune_config import FinetuneConfig
from training.recipes import Recipe

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

Annotation = Annotated[Path, typer.Option(help="Directory with train.jsonl, gold.jsonl and reserved_hashes.txt.")]
SourceEncoder = Annotated[Path, typer.Option(help="Directory of the encoder to start from.")]
Data = Annotated[Path, typer.Option(help="Directory of the corpora, with datasets.csv.")]
Bundle = Annotated[Path, typer.Option(help="Directory of the bundle that is made.")]
Version = Annotated[str, typer.Option(help="Version of the bundle.")]
Config = Annotated[Path, typer.Option(help="JSON file with the recipe; see training/configs.")]

Device = Annotated[str, typer.Option(help="cpu or cuda.")]
RecipeName = Annotated[Recipe, typer.Option(help="How much is trained: all, heads on frozen vectors, words alone.")]
Result = Annotated[Path, typer.Option(help="JSON file that is written; evaluate puts it into the card.")]


def _labelled(annotation: Path, data: Path | None) -> list[Example]:
    """Training texts, and with the corpora those whose labels are kept here."""
    from training.readings import load_labelled

    return load_train(annotation) if data is None else load_labelled(annotation, data).train


def _config(path: Path) -> FinetuneConfig:
    return FinetuneConfig(**json.loads(path.read_text(encoding="utf-8")))


def _pairs(annotation: Path, data: Path | None, config: FinetuneConfig) -> list[Pair]:
    """Translations, where the recipe reads them."""
    from training.steps import translations

    return translations(annotation, data) if data and config.pair_tokens else []


@app.command()
def adapt(
    data: Annotated[Path, typer.Option(help="Directory of the corpora, with datasets.csv.")],
    annotation: Annotation,
    base: Annotated[Path, typer.Option(help="Directory of the English encoder to start from, all-MiniLM-L6-v2.")],
    checkpoints: Annotated[Path, typer.Option(help="Directory where the run is kept; started again, it goes on.")],
    out: Annotated[Path, typer.Option(help="Directory of the encoder that is made.")],
    config: Config,
    start: Annotated[Path | None, typer.Option(help="A bilingual encoder to train on, instead of growing one.")] = None,
    device: Device = "cpu",
) -> None:
    """Make a bilingual encoder of the field from an English one; writes its directory with `adapt.json`."""
    from training.adapt_config import AdaptConfig
    from training.adapt_run import adapt as run

    recipe = AdaptConfig.from_dict(json.loads(config.read_text(encoding="utf-8")))
    run(data, annotation, base, checkpoints, out, recipe, start=start, device=device)


@app.command()
def finetune(
    annotation: Annotation,
    data: Data,
    encoder: SourceEncoder,
    bundle: Bundle,
    config: Config,
    teacher: Annotated[Path | None, typer.Option(help="Encoder that tells where English texts lie.")] = None,
    heads: Annotated[Path | None, typer.Option(help="Heads of that encoder to train on, instead of new ones.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="File where the run is kept; started again, it goes on.")
    ] = None,
    device: Device = "cpu",
) -> None:
    """Train encoder and heads; writes `encoder/` and `heads.safetensors`."""
    from training.steps import fit_vectors

    recipe = _config(config)
    ends = {"teacher": teacher, "heads": heads, "checkpoint": checkpoint}
    fit_vectors(annotation, data, encoder, bundle, recipe, device=device, **ends)


@app.command()
def space(annotation: Annotation, data: Data, bundle: Bundle, english: SourceEncoder) -> None:
    """Map the vectors back to the space of the English encoder; writes `encoder/space.safetensors`."""
    from training.steps import fit_space

    fit_space(annotation, data, bundle, english)


@app.command()
def lexical(annotation: Annotation, data: Data, bundle: Bundle) -> None:
    """Train the heads on words; writes `lexical.safetensors`."""
    from training.steps import fit_words

    fit_words(annotation, data, bundle)


@app.command()
def calibrate(annotation: Annotation, data: Data, bundle: Bundle, version: Version) -> None:
    """Fit calibration, thresholds and abstention on gold dev and held-out texts; seals the bundle."""
    from training.steps import calibrate as run

    run(annotation, data, bundle, version=version)


@app.command()
def export(annotation: Annotation, data: Data, bundle: Bundle) -> None:
    """Write the encoder as int8 ONNX and compare its labels with fp32's; writes `encoder/model.onnx`, `export.json`."""
    from training.steps import export_encoder

    export_encoder(annotation, data, bundle)


@app.command()
def train(
    source: Annotated[Path, typer.Option(help="Directory with annotation/ and data/.")],
    bundle: Bundle,
    checkpoints: Annotated[Path, typer.Option(help="Directory where the run is kept; started again, it goes on.")],
    version: Version = "0.7.0",
    start: Annotated[
        Path | None, typer.Option(help="The bundle to train on; from the English encoder by default.")
    ] = None,
    device: Device = "cpu",
) -> None:
    """All steps, from a bundle or the English encoder to a sealed and scored bundle."""
    from training.whole import train as run

    run(source, bundle, checkpoints, version=version, start=start, device=device)


@app.command()
def agreement(annotation: Annotation) -> None:
    """Compare repeated readings of the same texts; writes `training/labels/README.md`."""
    from training.agreement import write_agreement

    write_agreement(annotation)


@app.command()
def evaluate(
    annotation: Annotation,
    data: Data,
    bundle: Bundle,
    encoder: Annotated[Path | None, typer.Option(help="The encoder that fine-tuning started from.")] = None,
    recipe: Annotated[Path | None, typer.Option(help="JSON file with what the bundle was trained by.")] = None,
    leave_out: Annotated[Path | None, typer.Option(help="JSON file that leave-corpora-out wrote.")] = None,
    learning_curve: Annotated[Path | None, typer.Option(help="JSON file that learning-curve wrote.")] = None,
    words: Annotated[bool, typer.Option(help="Fit the baselines on TF-IDF too, which takes longest.")] = True,
    final: Annotated[bool, typer.Option("--final", help="Open gold test too; docs/model-log.md counts it.")] = False,
) -> None:
    """Score the bundle beside the baselines; writes `metrics.json` and `CARD.md`."""
    from training.evaluate.run import Request
    from training.evaluate.run import evaluate as run

    run(Request(annotation, data, bundle, encoder, recipe, leave_out, learning_curve, words=words, final=final))


@app.command()
def reserve(annotation: Annotation, data: Data) -> None:
    """List the content hashes of texts that score models, which training refuses; writes `training/reserved`."""
    from training.corpora import scored_fingerprints
    from training.data import fingerprint, load_gold
    from training.reserved import write

    gold = [*load_gold(annotation, "dev"), *load_gold(annotation, "test")]
    typer.echo(f"{write({fingerprint(example.text) for example in gold} | scored_fingerprints(data))} texts reserved")


@app.command()
def leave_corpora_out(
    annotation: Annotation,
    encoder: SourceEncoder,
    config: Config,
    out: Result,
    recipe: RecipeName = Recipe.FULL,
    folds: Annotated[int, typer.Option(min=2, help="Into how many folds the corpora are put.")] = 5,
    data: Annotated[Path | None, typer.Option(help="Corpora; with them the texts of training/labels count.")] = None,
) -> None:
    """Score a recipe on corpora that it was not trained on, beside texts of those that it was; writes JSON."""
    from training.data import load_gold
    from training.leave_out import leave_corpora_out as run
    from training.leave_out import write
    from training.recipes import Trainer

    texts, gold = _labelled(annotation, data), load_gold(annotation, "dev")
    result = run(
        Trainer(recipe, encoder, _config(config), _pairs(annotation, data, _config(config))), texts, gold, n_folds=folds
    )
    write({"recipe": recipe, **result}, out)


@app.command()
def learning_curve(
    annotation: Annotation,
    encoder: SourceEncoder,
    config: Config,
    out: Result,
    recipe: RecipeName = Recipe.FULL,
    data: Annotated[Path | None, typer.Option(help="Corpora; with them the texts of training/labels count.")] = None,
) -> None:
    """Score a recipe trained on a quarter, half and all of the texts; writes JSON."""
    from training.data import load_gold
    from training.learning_curve import learning_curve as run
    from training.leave_out import write
    from training.recipes import Trainer

    texts, gold = _labelled(annotation, data), load_gold(annotation, "dev")
    write(
        {
            "recipe": recipe,
            **run(Trainer(recipe, encoder, _config(config), _pairs(annotation, data, _config(config))), texts, gold),
        },
        out,
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    app()
