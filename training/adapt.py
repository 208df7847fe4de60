"""The encoder's own training: a grown vocabulary, then stages of distillation and of reading unlabelled feedback."""

import logging
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from feedback_ai.embed.torch_model import load_model
from feedback_ai.errors import OptionError
from training.adapt_batches import Padded
from training.adapt_config import AdaptConfig, Stage
from training.adapt_network import AdaptNetwork, answer_loss, contrast, near, pool, read
from training.adapt_steps import AdaptSteps, FeedbackRead, Material, PairsRead, StepRead
from training.compute import fast_attention, half_precision
from training.finetune_batches import prefetch

log = logging.getLogger(__name__)


class Adapter:
    """One run: network, teacher, material and the place of its checkpoints."""

    def __init__(self, start: Path, teacher: Path, material: Material, config: AdaptConfig, device: str) -> None:
        """Load the networks.

        Args:
            start: The encoder that learns.
            teacher: The English encoder that it stays near; its vocabulary begins that of `start`.
            material: What is read.
            config: The recipe.
            device: `cpu` or `cuda`.
        """
        torch.manual_seed(config.seed)
        self.config = config
        self.device = device
        self.material = material
        self.network = AdaptNetwork(load_model(start), len(material.questions)).to(device)
        self.teacher = load_model(teacher).to(device)

    def run(self, checkpoints: Path) -> AdaptNetwork:
        """Go through the stages from the last checkpoint on."""
        checkpoints.mkdir(parents=True, exist_ok=True)
        for index, stage in enumerate(self.config.stages):
            self._run_stage(index, stage, checkpoints / f"{index}-{stage.name}.pt")
        return self.network.eval()

    def _run_stage(self, index: int, stage: Stage, checkpoint: Path) -> None:
        optimizer, schedule = self._optimizer(stage)
        first = self._load(checkpoint, optimizer, schedule)
        log.info("stage %s from step %d: %s", stage.name, first, asdict(stage))
        self.network.train()
        began = time.monotonic()
        steps = AdaptSteps(index, stage, self.material, self.config)
        for step, own in enumerate(prefetch(steps, first, self.device), first):
            torch.manual_seed(self.config.seed * 1_000_003 + index * 100_003 + step)
            losses = self._losses(stage, own.to(self.device))
            loss = torch.stack([weight * value for weight, value in losses.values()]).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if (step + 1) % 20 == 0:
                told = " ".join(f"{name} {value.item():.3f}" for name, (_, value) in losses.items())
                pace = (time.monotonic() - began) / (step + 1 - first)
                log.info("%s step %d/%d: %s (%.2f s a step)", stage.name, step + 1, stage.steps, told, pace)
            if (step + 1) % self.config.save_every == 0 or step + 1 == stage.steps:
                self._save(checkpoint, step + 1, optimizer, schedule)

    def _optimizer(self, stage: Stage) -> tuple[Any, Any]:
        encoder = self.network.encoder
        table = list(encoder.embeddings.parameters())
        layers = list(encoder.encoder.parameters())
        known = {id(parameter) for parameter in (*table, *layers)}
        heads = [parameter for parameter in self.network.parameters() if id(parameter) not in known]
        groups = [
            {"params": table, "lr": stage.embedding_rate},
            {"params": layers, "lr": stage.rate},
            {"params": heads, "lr": stage.head_rate},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=self.config.weight_decay, fused=True)
        horizon = stage.horizon or stage.steps
        warm = max(int(stage.warmup * horizon), 1)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / warm, max(horizon - step, 0) / max(horizon - warm, 1))
        )
        return optimizer, schedule

    def _losses(self, stage: Stage, read: StepRead) -> dict[str, tuple[float, Tensor]]:
        """Weight and value of every loss of one step."""
        with half_precision(self.device), fast_attention(self.device):
            losses = self._pair_losses(stage, read.pairs)
            for lang, own in read.feedback.items():
                losses |= self._feedback_losses(stage, lang, own)
        return losses

    def _pair_losses(self, stage: Stage, pairs: PairsRead) -> dict[str, tuple[float, Tensor]]:
        targets = self._taught(pairs.english)
        vectors = pool(self.network.read(pairs.chinese), pairs.chinese)
        own = pool(self.network.read(pairs.part), pairs.part)
        return {
            "pairs": (1.0, near(vectors, targets)),
            "contrast": (stage.contrast_weight, contrast(vectors, targets)),
            "english": (stage.english_share, near(own, targets[pairs.kept])),
        }

    def _feedback_losses(self, stage: Stage, lang: str, read: FeedbackRead) -> dict[str, tuple[float, Tensor]]:
        tokens = self.network.read(read.seen)
        vectors = pool(tokens, read.seen)
        losses = {
            f"answers {lang}": (stage.answer_weight, answer_loss(self.network.answer(vectors).float(), read.answers))
        }
        if stage.masked_weight and len(read.places):
            named = self.network.name_tokens(tokens[read.places[:, 0], read.places[:, 1]]).float()
            losses[f"masked {lang}"] = (stage.masked_weight, nn.functional.cross_entropy(named, read.right))
        if stage.feedback_weight and lang == "en":
            losses["feedback"] = (stage.feedback_weight, near(vectors, self._taught(read.whole)))
        return losses

    @torch.no_grad()
    def _taught(self, batch: Padded) -> Tensor:
        """The teacher's vectors (n, dim); Chinese within an English text is unknown to it."""
        known = batch.ids < self.teacher.config.vocab_size
        return pool(read(self.teacher, replace(batch, ids=batch.ids.where(known, self.material.unknown_id))), batch)

    def _save(self, checkpoint: Path, step: int, optimizer: Any, schedule: Any) -> None:
        state = {
            "config": asdict(self.config),
            "step": step,
            "network": self.network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
        }
        draft = checkpoint.with_suffix(".tmp")
        torch.save(state, draft)
        draft.replace(checkpoint)  # whole or not at all

    def _load(self, checkpoint: Path, optimizer: Any, schedule: Any) -> int:
        if not checkpoint.exists():
            return 0
        state = torch.load(checkpoint, map_location=self.device, weights_only=True)
        if state["config"] != asdict(self.config):
            raise OptionError(
                f"{checkpoint} is of a run with another recipe.",
                hint="Name another directory, or delete this file to train anew.",
            )
        self.network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        return int(state["step"])
