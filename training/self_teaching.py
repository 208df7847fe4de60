"""Networks that teach one of their kind: what they say of texts that they have not learned from, beside the labels.

Labels of one fast reading are noisy, and a network that learns them to the end learns the noise. So each of some
networks learns from the texts but for one fold and labels that fold and all texts that nobody has labelled; what they
say is mixed with the labels (self-distillation, Furlanello et al. 2018, Born-again neural networks; out of fold, so
that no network repeats what it was told).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from feedback_ai.classify.heads import SEGMENT_TASKS
from feedback_ai.embed.encoder import special_tokens
from feedback_ai.segment import split
from training.compute import fast_attention, half_precision
from training.corpora import Feedback
from training.data import POLARITIES
from training.evaluate.model import language_of
from training.finetune_batches import padded, prefetch
from training.finetune_config import FinetuneConfig
from training.network import Batch, FeedbackNetwork, lay, read
from training.readings import LANGS, Labelled
from training.text_set import Shares, TextSet, tokenize

log = logging.getLogger(__name__)

Targets = dict[str, Shares]
Train = Callable[[TextSet], FeedbackNetwork]
Stated = npt.NDArray[np.int64]
BINARY = ("causes", "expectation")
BATCH_TOKENS = 32_768
STATED_SHARE = 0.6
"""Of a text's polarity as its corpus states it; the rest is what the networks say, who know neutral texts too."""


class Whole(Dataset[tuple[Batch, npt.NDArray[np.int64]]]):
    """All texts of a set in batches of like length, each with the rows that it holds."""

    def __init__(self, texts: TextSet, tokenizer: Tokenizer, batch_tokens: int = BATCH_TOKENS) -> None:
        self.texts, self.special = texts, special_tokens(tokenizer)
        lengths = np.array(padded(texts.lengths))
        self.batches: list[list[int]] = [[]]
        for row in np.argsort(lengths, kind="stable").tolist():
            if self.batches[-1] and (len(self.batches[-1]) + 1) * lengths[row] > batch_tokens:
                self.batches.append([])
            self.batches[-1].append(row)

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, step: int) -> tuple[Batch, npt.NDArray[np.int64]]:
        """One batch."""
        rows = self.batches[step]
        return lay([self.texts.text(row) for row in rows], self.special), np.array(rows)


@torch.no_grad()
def opinion(network: FeedbackNetwork, texts: TextSet, tokenizer: Tokenizer, device: str = "cpu") -> Targets:
    """What a network says of texts: the share of each class, laid out as `TextSet.targets`."""
    network = network.to(device).eval()
    said: dict[str, list[Shares]] = {}
    order: list[npt.NDArray[np.int64]] = []
    for batch, rows in prefetch(Whole(texts, tokenizer), 0, device):
        with half_precision(device), fast_attention(device):
            reading = read(network.encoder, batch.to(device))
        for task, logits in network(reading).items():
            shares = logits.sigmoid() if task in BINARY else logits.softmax(dim=-1)
            said.setdefault(task, []).append(shares.cpu().numpy().astype(np.float16))
        order.append(rows)
    documents = np.concatenate(order)
    segments = texts.segments(documents.tolist())
    told = {}
    for task, parts in said.items():
        joined = np.concatenate(parts)
        told[task] = np.empty_like(joined)
        told[task][segments if task in SEGMENT_TASKS else documents] = joined
    return told


def taught(
    texts: TextSet,
    folds: npt.NDArray[np.int64],
    unlabelled: TextSet,
    train: Train,
    tokenizer: Tokenizer,
    device: str = "cpu",
) -> tuple[Targets, Targets]:
    """What networks say that have not learned from a text.

    Args:
        texts: Labelled.
        folds: Of each, (n,).
        unlabelled: Other texts.
        train: Trains a network on labelled texts.
        tokenizer: Of the networks' encoder.
        device: `cpu` or `cuda`.

    Returns:
        Of each labelled text what the network without its fold says; of each other text the mean of all networks.
    """
    own = {task: np.zeros_like(shares) for task, shares in texts.targets.items()}
    sums: dict[str, npt.NDArray[np.float32]] = {}
    every = np.unique(folds)
    for fold in every:
        log.info("network without fold %d", fold)
        network = train(texts.part(np.flatnonzero(folds != fold)))
        rows = np.flatnonzero(folds == fold)
        places = {"segments": texts.segments(rows.tolist()), "documents": rows}
        for task, shares in opinion(network, texts.part(rows), tokenizer, device).items():
            own[task][places["segments" if task in SEGMENT_TASKS else "documents"]] = shares
        for task, shares in opinion(network, unlabelled, tokenizer, device).items():
            sums[task] = sums.get(task, 0) + shares.astype(np.float32)
    return own, {task: (total / len(every)).astype(np.float16) for task, total in sums.items()}


def taught_set(
    texts: TextSet,
    labelled: Labelled,
    others: Sequence[Feedback],
    config: FinetuneConfig,
    train: Callable[[TextSet, FinetuneConfig], FeedbackNetwork],
    tokenizer: Tokenizer,
    *,
    device: str = "cpu",
) -> TextSet:
    """The texts from which a network learns that others of its kind have taught.

    Args:
        texts: The texts of `labelled.train`.
        labelled: Tells which of them are the annotation's own and which we have written.
        others: Texts that nobody has labelled.
        config: The recipe; tells how many teachers there are and how much the labels weigh.
        train: Trains a network on labelled texts by a recipe.
        tokenizer: Of the encoder.
        device: `cpu` or `cuda`.
    """
    recipe = replace(config, epochs=config.teacher_epochs, pair_tokens=0)
    seeds = count(config.seed + 1)
    unlabelled, stated = unlabelled_set(tokenizer, others)
    folds = folds_of(len(texts), labelled.n_written, config.teachers)
    own, said = taught(
        texts, folds, unlabelled, lambda part: train(part, replace(recipe, seed=next(seeds))), tokenizer, device
    )
    said["sentiment"] = with_stated(said["sentiment"], stated)
    whole = replace(texts, targets=mixed(texts.targets, own, config.label_share))
    surer = replace(whole, targets=mixed(texts.targets, whole.targets, config.label_share))
    annotated = surer.part(np.arange(labelled.n_annotated))
    return TextSet.joined([whole, *[annotated] * config.annotated_times, replace(unlabelled, targets=said)])


def folds_of(n_texts: int, n_written: int, n_folds: int) -> npt.NDArray[np.int64]:
    """Folds (n_texts,) of texts the last of which we have written, each in two languages that belong together."""
    real = n_texts - n_written
    at = np.arange(n_texts)
    result: npt.NDArray[np.int64] = np.where(at < real, at, (at - real) // len(LANGS)) % n_folds
    return result


def mixed(labels: Targets, said: Targets, share: float) -> Targets:
    """Targets of which the labels have a share and what networks say the rest."""
    return {task: (share * own + (1 - share) * said[task]).astype(np.float16) for task, own in labels.items()}


def with_stated(sentiment: Shares, stated: Stated) -> Shares:
    """Sentiments (n, 3) mixed with the polarity that a corpus states, an index into `POLARITIES` or -1 for none."""
    told = stated >= 0
    result = sentiment.copy()
    result[told] = STATED_SHARE * np.eye(len(POLARITIES))[stated[told]] + (1 - STATED_SHARE) * sentiment[told]
    return result


def unlabelled_set(tokenizer: Tokenizer, feedback: Sequence[Feedback]) -> tuple[TextSet, Stated]:
    """Texts that nobody has labelled, cut as the product cuts them, and the polarity that their corpora state."""
    spans = [split(row.text, language_of(row.lang)) for row in feedback]
    texts = tokenize(tokenizer, [row.text for row in feedback], spans, [row.lang for row in feedback])
    polarities = {str(polarity): place for place, polarity in enumerate(POLARITIES)}
    stated = [polarities.get(row.said.get("sentiment", ("",))[0], -1) for row in feedback]
    return texts, np.array(stated)
