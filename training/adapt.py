"""The encoder's own training: a grown vocabulary, then stages of distillation and of reading unlabelled feedback."""

import logging
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from feedback_ai.embed.encoder import load_tokenizer, token_id
from feedback_ai.embed.torch_model import load_model
from training.adapt_batches import Padded, Stream, crop, hide, pad
from training.adapt_config import AdaptConfig, Stage
from training.adapt_network import AdaptNetwork, Questions, answer_loss, contrast, near, pool, read
from training.corpora import Feedback, Pair
from training.finetune import fast_attention, has_fast_bfloat16

log = logging.getLogger(__name__)


class Material:
    """All texts as tokens."""

    def __init__(self, encoder: Path, pairs: Sequence[Pair], feedback: Sequence[Feedback], config: AdaptConfig) -> None:
        self.tokenizer = load_tokenizer(encoder)
        self.special = token_id(self.tokenizer, "[CLS]"), token_id(self.tokenizer, "[SEP]")
        self.mask_id, self.unknown_id = token_id(self.tokenizer, "[MASK]"), token_id(self.tokenizer, "[UNK]")
        self.size = self.tokenizer.get_vocab_size()
        self.english = [ids[: config.pair_width] for ids in self._tokens([pair.english for pair in pairs])]
        self.chinese = [ids[: config.pair_width] for ids in self._tokens([pair.chinese for pair in pairs])]
        feedback = useful(feedback, config)
        self.said: dict[str, list[dict[str, tuple[str, ...]]]] = {}
        self.texts: dict[str, list[list[int]]] = {}
        for lang in ("en", "zh"):
            own = [row for row in feedback if row.lang == lang]
            self.texts[lang] = self._tokens([row.text for row in own])
            self.said[lang] = [row.said for row in own]
        self.questions = Questions([said for rows in self.said.values() for said in rows], config.min_answers)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [row.ids for row in encoded]


def useful(feedback: Sequence[Feedback], config: AdaptConfig) -> list[Feedback]:
    """The texts that some stage learns from: those of which nothing is said only where hidden tokens are named."""
    naming = any(stage.masked_weight for stage in config.stages)
    shuffled = list(feedback)
    random.Random(f"{config.seed} sample").shuffle(shuffled)  # noqa: S311 - sampling, not secrets
    taken: Counter[str] = Counter()
    kept = []
    for row in shuffled:
        if (naming or row.said) and taken[row.source] < config.most_of_one:
            taken[row.source] += 1
            kept.append(row)
    return kept


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
        self.bfloat16 = device != "cpu" or has_fast_bfloat16()

    def run(self, checkpoints: Path) -> AdaptNetwork:
        """Go through the stages from the last checkpoint on."""
        checkpoints.mkdir(parents=True, exist_ok=True)
        for index, stage in enumerate(self.config.stages):
            self._run_stage(index, stage, checkpoints / f"{index}-{stage.name}.pt")
        return self.network.eval()

    def _run_stage(self, index: int, stage: Stage, checkpoint: Path) -> None:
        optimizer, schedule = self._optimizer(stage)
        streams = self._streams(index, stage)
        first = self._load(checkpoint, optimizer, schedule)
        log.info("stage %s from step %d: %s", stage.name, first, asdict(stage))
        self.network.train()
        began = time.monotonic()
        for step in range(first, stage.steps):
            # Seeded by the step alone: a run that was cut off goes on as if it had not been.
            torch.manual_seed(self.config.seed * 1_000_003 + index * 100_003 + step)
            losses = self._losses(stage, streams, step, random.Random(f"{self.config.seed} {index} {step}"))  # noqa: S311
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

    def _streams(self, index: int, stage: Stage) -> dict[str, Stream]:
        material, width, seed = self.material, self.config.width, self.config.seed * 100 + index
        streams = {"pairs": Stream([len(ids) for ids in material.chinese], stage.pair_tokens, seed)}
        for lang, texts in material.texts.items():
            streams[lang] = Stream([min(len(ids), width) for ids in texts], stage.feedback_tokens, seed)
        return streams

    def _losses(
        self, stage: Stage, streams: dict[str, Stream], step: int, rng: random.Random
    ) -> dict[str, tuple[float, Tensor]]:
        """Weight and value of every loss of one step."""
        with torch.autocast(self.device, torch.bfloat16, enabled=self.bfloat16), fast_attention(self.device):
            losses = self._pair_losses(stage, streams["pairs"].batch(step), rng)
            if stage.reads_feedback:
                for lang in ("en", "zh"):
                    losses |= self._feedback_losses(stage, lang, streams[lang].batch(step), rng)
        return losses

    def _pair_losses(self, stage: Stage, rows: list[int], rng: random.Random) -> dict[str, tuple[float, Tensor]]:
        english = pad([self.material.english[row] for row in rows], *self.material.special, self.device)
        targets = self._taught(english)
        chinese = pad([self.material.chinese[row] for row in rows], *self.material.special, self.device)
        vectors = pool(self.network.read(chinese), chinese)
        losses = {
            "pairs": (1.0, near(vectors, targets)),
            "contrast": (stage.contrast_weight, contrast(vectors, targets)),
        }
        kept = rng.sample(range(len(rows)), max(int(stage.english_share * len(rows)), 1))
        part = pad([self.material.english[rows[place]] for place in kept], *self.material.special, self.device)
        own = pool(self.network.read(part), part)
        return losses | {"english": (stage.english_share, near(own, targets[kept]))}

    def _feedback_losses(
        self, stage: Stage, lang: str, rows: list[int], rng: random.Random
    ) -> dict[str, tuple[float, Tensor]]:
        material = self.material
        texts = [crop(material.texts[lang][row], self.config.width, rng) for row in rows]
        hidden = [hide(text, self.config.hidden_share, material.mask_id, material.size, rng) for text in texts]
        batch = pad([seen for seen, _ in hidden], *material.special, self.device)
        tokens = self.network.read(batch)
        vectors = pool(tokens, batch)
        answers = material.questions.answers([material.said[lang][row] for row in rows], self.device)
        losses = {f"answers {lang}": (stage.answer_weight, answer_loss(self.network.answer(vectors).float(), answers))}
        places = [(row, 1 + place) for row, (_, own) in enumerate(hidden) for place in own]
        if stage.masked_weight and places:
            right = torch.tensor([texts[row][place - 1] for row, place in places], device=self.device)
            at = torch.tensor(places, device=self.device)
            named = self.network.name_tokens(tokens[at[:, 0], at[:, 1]]).float()
            losses[f"masked {lang}"] = (stage.masked_weight, nn.functional.cross_entropy(named, right))
        if stage.feedback_weight and lang == "en":
            whole = self._taught(pad(texts, *material.special, self.device))
            losses["feedback"] = (stage.feedback_weight, near(vectors, whole))
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
        self.network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        return int(state["step"])
