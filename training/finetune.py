"""Trains encoder and heads on all tasks at once, held to the space of a teacher in which both languages meet."""

import copy
import hashlib
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypedDict, Unpack

import torch
from torch import Tensor, nn

from feedback_ai.embed.encoder import load_tokenizer, token_id
from feedback_ai.embed.space import Space
from feedback_ai.embed.torch_model import load_model
from feedback_ai.errors import OptionError
from training.compute import fast_attention, half_precision
from training.corpora import Pair
from training.data import Example
from training.export import load_heads
from training.finetune_batches import PairBatch, Steps, TextBatch, prefetch
from training.finetune_config import FinetuneConfig
from training.losses import TASK_WEIGHTS, Logits, disagreement, distance, task_losses
from training.network import Batch, FeedbackNetwork, Reading, read
from training.switching import Translations
from training.text_set import TextSet, labelled_set, pair_sets

log = logging.getLogger(__name__)


def blocks(network: FeedbackNetwork) -> list[nn.Module]:
    """The encoder from the bottom: embeddings, then its layers."""
    return [network.encoder.embeddings, *network.encoder.encoder.layer]


def parameter_groups(network: FeedbackNetwork, config: FinetuneConfig) -> list[dict[str, Any]]:
    """Layer-wise learning rates: the lower the block, the gentler; frozen blocks are in no group."""
    trained = blocks(network)[config.frozen_blocks :]
    groups = [
        {
            "params": list(block.parameters()),
            "lr": config.encoder_rate * config.layer_decay ** (len(trained) - 1 - depth),
        }
        for depth, block in enumerate(trained)
    ]
    heads = [*network.segment_heads.parameters(), *network.document_heads.parameters()]
    return [
        *groups,
        {"params": heads, "lr": config.head_rate},
        {"params": list(network.to_teacher.parameters()), "lr": config.encoder_rate},
    ]


class Ends(TypedDict, total=False):
    """What a run begins with beside its encoder, and where it computes; see `Finetuner`."""

    teacher: Path | None
    heads: Path | None
    device: str


class Finetuner:
    """One run: the network, the moving average of its weights, and the teacher in whose space texts are compared."""

    def __init__(
        self,
        texts: TextSet,
        pairs: tuple[TextSet, TextSet] | None,
        encoder: Path,
        config: FinetuneConfig,
        *,
        teacher: Path | None = None,
        heads: Path | None = None,
        translations: Translations | None = None,
        device: str = "cpu",
    ) -> None:
        """Load the encoders.

        Args:
            texts: With targets.
            pairs: Texts and their translations, as many sentences each; None where the recipe reads none.
            encoder: Directory of the encoder to start from.
            config: The recipe.
            teacher: Directory of the encoder that tells where English texts lie, which reads the tokens of the other
                as far as it has them; by default the other one as it was.
            heads: File of trained heads to start from, which belong to the encoder; new ones by default.
            translations: Of tokens, for a recipe that puts some in the other language.
            device: `cpu` or `cuda`.
        """
        torch.manual_seed(config.seed)
        self.config, self.device = config, device
        teacher = teacher or encoder
        self.run_id = _run_id(texts, pairs, config, [own for own in (encoder, teacher, heads) if own])
        network = FeedbackNetwork(
            load_model(encoder), dropout=config.head_dropout, encoder_dropout=config.encoder_dropout
        )
        self.network = network.to(device)
        for frozen in blocks(network)[: config.frozen_blocks]:
            frozen.requires_grad_(False)
        self.steps = Steps(texts, pairs if config.pair_tokens else None, load_tokenizer(encoder), config, translations)
        self.teacher, self.unknown = load_model(teacher).to(device), token_id(load_tokenizer(teacher), "[UNK]")
        if heads:
            load_heads(network, heads)
        network.to_teacher.weight.data.copy_(_map_of(encoder, network))
        self.projection = _map_of(teacher, network).to(device)
        self.optimizer = torch.optim.AdamW(
            parameter_groups(network, config), weight_decay=config.weight_decay, fused=True
        )
        warm, n_steps = max(int(config.warmup * len(self.steps)), 1), len(self.steps)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / warm, max(n_steps - step, 0) / max(n_steps - warm, 1))
        )
        self.start = copy.deepcopy(network.state_dict()) if config.start_share else {}
        self.average = copy.deepcopy(network).eval()
        both = zip(self.average.parameters(), network.parameters(), strict=True)
        self.learning = [(kept, own) for kept, own in both if own.requires_grad]

    def run(self, checkpoint: Path | None = None) -> FeedbackNetwork:
        """Train from the checkpoint on; returns the network with averaged weights, in evaluation mode, on the CPU.

        To be called once: the mean with the start is taken in place.
        """
        first = self._load(checkpoint) if checkpoint else 0
        self.network.train()
        began = time.monotonic()
        told: dict[str, list[Tensor]] = {}
        for step, (batch, pairs) in enumerate(prefetch(self.steps, first, self.device), first + 1):
            torch.manual_seed(self.config.seed * 1_000_003 + step)
            losses = self._losses(batch.to(self.device), pairs and pairs.to(self.device))
            loss = torch.stack([weight * value for weight, value in losses.values()]).sum()
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
            self.schedule.step()
            self._average(min(self.config.averaging, step / (step + 10)))
            for name, (_, value) in losses.items():
                told.setdefault(name, []).append(value.detach())
            if step % 20 == 0:
                means = " ".join(f"{name} {torch.stack(own).mean().item():.3f}" for name, own in told.items())
                pace = (time.monotonic() - began) / (step - first)
                log.info("step %d/%d: %s (%.2f s a step)", step, len(self.steps), means, pace)
                told.clear()
            if checkpoint and (step % self.config.save_every == 0 or step == len(self.steps)):
                self._save(checkpoint, step)
        with torch.no_grad():
            kept = self.average.state_dict()
            for name, own in self.start.items():
                kept[name].lerp_(own, self.config.start_share)
        return self.average.to("cpu")

    def _losses(self, batch: TextBatch, pairs: PairBatch | None) -> dict[str, tuple[float, Tensor]]:
        """Weight and value of every loss of one step."""
        logits, reading = self._read(batch)
        tasks = task_losses(logits, batch.targets)
        losses = {task: (TASK_WEIGHTS[task], value) for task, value in tasks.items()}
        if batch.held:
            right = self._taught(batch.held)
            far = distance(self.network.to_teacher(reading.document_layers[batch.held_rows]), right.documents)
            far = far + distance(self.network.to_teacher(reading.segment_layers[batch.held_segments]), right.segments)
            losses["space"] = (self.config.space_weight, far)
        if pairs:
            logits, reading = self._read(pairs)
            # Both sides belong where the English text lies.
            targets = self._taught(pairs.held).documents.repeat(2, 1)
            losses["pairs"] = (
                self.config.pair_weight,
                distance(self.network.to_teacher(reading.document_layers), targets),
            )
            losses["apart"] = (self.config.consistency_weight, disagreement(logits))
        return losses

    def _read(self, batch: TextBatch | PairBatch) -> tuple[Logits, Reading]:
        with half_precision(self.device), fast_attention(self.device):
            reading = read(self.network.encoder, batch.texts)
        # The heads add up many tokens, which bfloat16 would round.
        return self.network(reading), reading

    @torch.no_grad()
    def _taught(self, batch: Batch) -> Reading:
        """Where the teacher puts English texts, in the space in which texts are compared."""
        known = batch.ids < self.teacher.get_input_embeddings().num_embeddings
        with half_precision(self.device), fast_attention(self.device):
            reading = read(self.teacher, replace(batch, ids=batch.ids.where(known, self.unknown)))
        documents, segments = (
            layers @ self.projection.T for layers in (reading.document_layers, reading.segment_layers)
        )
        return replace(reading, documents=documents, segments=segments)

    @torch.no_grad()
    def _average(self, decay: float) -> None:
        kept, own = zip(*self.learning, strict=True)
        torch._foreach_lerp_(list(kept), list(own), 1 - decay)

    def _save(self, checkpoint: Path, step: int) -> None:
        parts: dict[str, Any] = {
            name: getattr(self, name).state_dict() for name in ("network", "average", "optimizer", "schedule")
        }
        draft = checkpoint.with_suffix(".tmp")
        torch.save({"step": step, "run": self.run_id, **parts}, draft)
        draft.replace(checkpoint)  # whole or not at all

    def _load(self, checkpoint: Path) -> int:
        if not checkpoint.exists():
            return 0
        state = torch.load(checkpoint, map_location=self.device, weights_only=True)
        if state["run"] != self.run_id:
            raise OptionError(
                f"{checkpoint} is of a run with another recipe, other texts or another start.",
                hint="Name another file, or delete this one to train anew.",
            )
        for name in ("network", "average", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        log.info("fine-tuning goes on from step %d", state["step"])
        return int(state["step"])


def _map_of(encoder: Path, network: FeedbackNetwork) -> Tensor:
    """The map from an encoder's layers to the space in which texts are compared, (dim, 2 * dim).

    Without one texts are compared by their last layer.
    """
    rows = torch.eye(*reversed(network.to_teacher.weight.shape))
    if space := Space.load(encoder):
        rows[: len(space.projection)] = torch.from_numpy(space.projection)
        rows[len(space.projection) :] = 0
    return rows.T


def _run_id(
    texts: TextSet, pairs: tuple[TextSet, TextSet] | None, config: FinetuneConfig, starts: Sequence[Path]
) -> str:
    """What tells a run from others: its recipe, its texts and the encoders and heads that it begins with."""
    digest = hashlib.sha256(json.dumps(asdict(config)).encode())
    for own in (texts, *(pairs or ())):
        digest.update(own.ids.tobytes())
    for path in starts:
        digest.update((path / "model.safetensors" if path.is_dir() else path).read_bytes())
    return digest.hexdigest()


def finetune(
    examples: Sequence[Example],
    encoder: Path,
    config: FinetuneConfig,
    *,
    pairs: Sequence[Pair] = (),
    teacher: Path | None = None,
    heads: Path | None = None,
    device: str = "cpu",
    checkpoint: Path | None = None,
) -> FeedbackNetwork:
    """Train; returns the network with averaged weights, in evaluation mode.

    Args:
        examples: Training texts.
        encoder: Directory of the encoder to start from.
        config: The recipe; logged with the run.
        pairs: Sentences with their translations, which are to lie and to be judged alike.
        teacher: Directory of the encoder that tells where English texts lie; the one to start from by default.
        heads: File of trained heads to start from, which belong to the encoder; new ones by default.
        device: `cpu` or `cuda`.
        checkpoint: File where the run is kept; a run that was cut off goes on from there.

    Raises:
        OptionError: If the recipe reads translations and there are none, or the checkpoint is of another run.
    """
    ends: Ends = {"teacher": teacher, "heads": heads, "device": device}
    texts = labelled_set(load_tokenizer(encoder), examples)
    return finetune_set(texts, encoder, config, pairs=pairs, checkpoint=checkpoint, **ends)


def finetune_set(
    texts: TextSet,
    encoder: Path,
    config: FinetuneConfig,
    *,
    pairs: Sequence[Pair] = (),
    translations: Translations | None = None,
    checkpoint: Path | None = None,
    **ends: Unpack[Ends],
) -> FeedbackNetwork:
    """Train on texts whose targets may be shares of classes; see `finetune`, and `Finetuner` for the rest."""
    if config.pair_tokens and not pairs:
        raise OptionError(
            "The recipe reads translations and there are none.", hint="Give pairs, or set pair_tokens to 0."
        )
    log.info("finetune on %d texts: %s", len(texts), asdict(config))
    both = pair_sets(load_tokenizer(encoder), pairs) if config.pair_tokens else None
    return Finetuner(texts, both, encoder, config, translations=translations, **ends).run(checkpoint)
