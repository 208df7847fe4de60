"""Trains encoder and heads on all tasks at once, keeping the vector space that topics live in."""

import copy
import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from feedback_ai.embed.encoder import Encoder, load_tokenizer, special_tokens, token_id
from feedback_ai.embed.torch_model import load_model
from feedback_ai.embed.windows import tokens_of_spans
from training.data import Example, document_targets, stack_segments
from training.network import FeedbackNetwork, Reading, Tokenized

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FinetuneConfig:
    """Everything a run depends on besides its data.

    Attributes:
        frozen_blocks: Lowest blocks that stay as they are: 1 is the embeddings, 2 the first layer too, and so on.
        epochs: Passes over the texts; the last may be a part of one.
        batch_size: Texts a step.
        encoder_rate: Peak learning rate of the top layer.
        layer_decay: Factor of the rate from each layer to the one below.
        head_rate: Peak learning rate of the heads.
        weight_decay: AdamW's.
        warmup: Share of the steps in which the rate rises; it falls linearly after.
        head_dropout: Dropout on the vectors that the heads read.
        token_masking: Share of tokens hidden behind `[MASK]`, so that no head leans on single words.
        space_weight: Weight of (1 - cosine) to the vectors of the encoder before training.
        space_share: Share of the texts whose vectors are held to that; reading them all took 7 of 49 minutes.
        averaging: Decay of the moving average of the weights, which is what is kept.
        seed: Of everything random.
    """

    frozen_blocks: int = 0
    epochs: float = 4
    batch_size: int = 32
    encoder_rate: float = 1.2e-4
    layer_decay: float = 0.9
    head_rate: float = 2e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    head_dropout: float = 0.2
    token_masking: float = 0.1
    space_weight: float = 1.0
    space_share: float = 1.0
    averaging: float = 0.99
    seed: int = 7


TASK_WEIGHTS = {
    "facets": 4.0,
    "causes": 1.5,
    "expectation": 1.0,
    "sentiment": 0.5,
    "intent": 0.3,
    "severity": 0.5,
}
"""Weights of the mean losses; facets count most because seven heads share theirs."""


class TextReader:
    """Turns examples into token ids with sentence ownership."""

    def __init__(self, encoder_directory: Path) -> None:
        self.tokenizer = load_tokenizer(encoder_directory)
        self.mask_id = token_id(self.tokenizer, "[MASK]")

    def __call__(self, example: Example) -> Tokenized:
        """Tokenize."""
        encoded = self.tokenizer.encode(example.text, add_special_tokens=False)
        return Tokenized(encoded.ids, tokens_of_spans(encoded.offsets, example.spans))


def task_losses(logits: dict[str, Tensor], batch: Sequence[Example]) -> dict[str, Tensor]:
    """Mean loss of each task over a batch."""
    cross_entropy, binary = nn.functional.cross_entropy, nn.functional.binary_cross_entropy_with_logits
    facets = torch.from_numpy(stack_segments(batch, "facets")).long()
    causes = torch.from_numpy(stack_segments(batch, "causes")).float()
    expectation = torch.from_numpy(stack_segments(batch, "expectation")).float()
    losses = {
        "facets": cross_entropy(logits["facets"].flatten(0, 1), facets.flatten()),
        "causes": binary(logits["causes"], causes),
        "expectation": binary(logits["expectation"], expectation),
    }
    for task in ("sentiment", "intent", "severity"):
        losses[task] = cross_entropy(logits[task], torch.from_numpy(document_targets(batch, task)))
    return losses


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
    return [*groups, {"params": heads, "lr": config.head_rate}]


def _batches(examples: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of like length, so that little is padding."""
    order = list(examples)
    rng.shuffle(order)
    pool = size * 50
    batches = []
    for start in range(0, len(order), pool):
        like = sorted(order[start : start + pool], key=lambda example: len(example.text))
        batches += [like[i : i + size] for i in range(0, len(like), size)]
    rng.shuffle(batches)
    yield from batches


def _hide_tokens(text: Tokenized, share: float, mask_id: int, rng: random.Random) -> Tokenized:
    return Tokenized([mask_id if rng.random() < share else token for token in text.ids], text.owned)


def has_fast_bfloat16() -> bool:
    """Whether this CPU computes in bfloat16; elsewhere it is emulated and six times slower than fp32."""
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16"))


def fast_attention(device: str) -> AbstractContextManager[None]:
    """The fastest attention for texts of feedback: on a CPU the fused kernel takes twice as long going backwards."""
    return sdpa_kernel(SDPBackend.MATH) if device == "cpu" else nullcontext()


SpaceTarget = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def space_targets(examples: Sequence[Example], encoder_directory: Path) -> dict[str, SpaceTarget]:
    """Document (dim,) and segment (n, dim) vectors of each text, by id, from the encoder before training."""
    targets: dict[str, SpaceTarget] = {}
    encoder = Encoder(encoder_directory)
    for start in range(0, len(examples), 256):
        chunk = examples[start : start + 256]
        with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()):
            encoding = encoder.encode([example.text for example in chunk], [example.spans for example in chunk])
        for index, example in enumerate(chunk):
            first, last = encoding.bounds[index : index + 2]
            targets[example.id] = (encoding.documents[index], encoding.segments[first:last])
    return targets


def _space_loss(reading: Reading, targets: Sequence[SpaceTarget | None]) -> Tensor:
    """1 - cosine to the vectors of the encoder before training, means over documents and segments that have them."""
    held = torch.tensor([index for index, target in enumerate(targets) if target], dtype=torch.long)
    if not len(held):
        return reading.documents.sum() * 0.0
    documents = torch.from_numpy(np.stack([target[0] for target in targets if target]))
    segments = torch.from_numpy(np.concatenate([target[1] for target in targets if target]))
    own = reading.segments[torch.isin(reading.document_of_segment, held)]
    far = 1 - (reading.documents[held] * documents).sum(dim=1), 1 - (own * segments).sum(dim=1)
    return far[0].mean() + far[1].mean()


def finetune(examples: Sequence[Example], encoder_directory: Path, config: FinetuneConfig) -> FeedbackNetwork:
    """Train; returns the network with averaged weights, in evaluation mode.

    Args:
        examples: Training texts.
        encoder_directory: The encoder to start from.
        config: The recipe; logged with the run.
    """
    log.info("finetune on %d texts: %s", len(examples), asdict(config))
    torch.manual_seed(config.seed)
    np.random.seed(config.seed)
    rng = random.Random(config.seed)  # noqa: S311 - shuffling, not secrets
    read = TextReader(encoder_directory)
    special = special_tokens(read.tokenizer)
    network = FeedbackNetwork(load_model(encoder_directory), special, dropout=config.head_dropout)
    for frozen in blocks(network)[: config.frozen_blocks]:
        frozen.requires_grad_(False)
    held = rng.sample(list(examples), round(config.space_share * len(examples)))
    targets = space_targets(held, encoder_directory)
    log.info("vectors of %d texts are held", len(held))
    optimizer = torch.optim.AdamW(parameter_groups(network, config), weight_decay=config.weight_decay, fused=True)
    n_steps = round(config.epochs * -(-len(examples) // config.batch_size))
    warm = max(int(config.warmup * n_steps), 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(n_steps - step, 0) / max(n_steps - warm, 1))
    )
    average = copy.deepcopy(network).eval()
    both = zip(average.parameters(), network.parameters(), strict=True)
    learning = [(kept, own) for kept, own in both if own.requires_grad]
    network.train()
    passes = (_batches(examples, config.batch_size, rng) for _ in range(ceil(config.epochs)))
    for step, batch in enumerate(islice(chain.from_iterable(passes), n_steps), 1):
        hidden = [_hide_tokens(read(example), config.token_masking, read.mask_id, rng) for example in batch]
        with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()), fast_attention("cpu"):
            reading = network.read(hidden)
            logits = network(reading)
        losses = task_losses({name: x.float() for name, x in logits.items()}, batch)
        space = _space_loss(reading, [targets.get(example.id) for example in batch])
        loss = sum(TASK_WEIGHTS[task] * value for task, value in losses.items()) + config.space_weight * space
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        _update_average(learning, min(config.averaging, step / (step + 10)))
        if step % 20 == 0:
            told = " ".join(f"{task} {value.item():.3f}" for task, value in losses.items())
            log.info("step %d/%d: %s space %.3f", step, n_steps, told, space.item())
    return average


@torch.no_grad()
def _update_average(learning: Sequence[tuple[Tensor, Tensor]], decay: float) -> None:
    for kept, current in learning:
        kept.lerp_(current, 1 - decay)
