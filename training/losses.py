"""What fine-tuning minimises: losses of tasks, of translations judged apart, of vectors that left their place."""

from torch import Tensor, nn

TASK_WEIGHTS = {
    "facets": 4.0,
    "causes": 1.5,
    "expectation": 1.0,
    "sentiment": 0.5,
    "intent": 0.3,
    "severity": 0.5,
}
"""Weights of the mean losses; facets count most because seven heads share theirs."""
Logits = dict[str, Tensor]


def task_losses(logits: Logits, targets: Logits) -> Logits:
    """Mean loss of each task over a batch.

    Args:
        logits: As the network gives them.
        targets: Shares of the classes, see `TextSet`.
    """
    cross_entropy, binary = nn.functional.cross_entropy, nn.functional.binary_cross_entropy_with_logits
    losses = {"facets": cross_entropy(logits["facets"].flatten(0, 1), targets["facets"].flatten(0, 1))}
    losses |= {task: binary(logits[task], targets[task]) for task in ("causes", "expectation")}
    return losses | {task: cross_entropy(logits[task], targets[task]) for task in ("sentiment", "intent", "severity")}


def disagreement(logits: Logits) -> Tensor:
    """How far a text and its translation are apart in facets and sentiment: symmetric Kullback-Leibler divergence.

    Args:
        logits: Of n texts, then of their n translations with as many segments each.
    """
    total = logits["facets"].new_zeros(())
    for task in ("facets", "sentiment"):
        first, second = logits[task].flatten(0, -2).log_softmax(dim=-1).chunk(2)
        total = total + ((first.exp() - second.exp()) * (first - second)).sum(dim=-1).mean()
    return total


def distance(vectors: Tensor, targets: Tensor) -> Tensor:
    """Mean of 1 - cosine between rows; 0 for none."""
    return (1 - nn.functional.cosine_similarity(vectors, targets, dim=1)).sum() / max(len(vectors), 1)
