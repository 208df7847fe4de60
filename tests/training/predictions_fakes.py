"""Predictions that are right, to be spoiled by tests."""

import numpy as np

from training.data import document_targets, stack_segments
from training.predictions import Predictions


def perfect(examples, **changes):
    labels = {name: stack_segments(examples, name) for name in ("facets", "causes", "expectation")}
    labels |= {task: document_targets(examples, task) for task in ("sentiment", "intent", "severity")}
    return Predictions(**labels | {"abstained": {}} | changes)


class Watcher:
    """Trains nothing; remembers what it was given and labels rightly what it has seen the corpus of."""

    def __init__(self):
        self.calls = []

    def __call__(self, train, chosen_on, held_out):
        self.calls.append((train, chosen_on, held_out))
        labels = perfect(held_out)
        known = {example.source for example in train}
        lost = np.repeat([e.source not in known for e in held_out], [len(e.spans) for e in held_out])
        labels.facets[lost] = 0
        return labels
