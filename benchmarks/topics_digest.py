"""Called by `topics.py`: fits texts in an order and prints a hash of topics and assignments."""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from topics_texts import Texts

from feedback_ai.topics import assign, discover, label_of

BATCHES = (16, 32, 64, 128, 256)

if __name__ == "__main__":
    seed = int(sys.argv[2])
    texts = Texts.read(Path(sys.argv[1]))
    texts = texts.rows(np.random.default_rng(seed).permutation(len(texts))).encoded(BATCHES[seed % len(BATCHES)])
    found = discover(texts.texts, texts.languages, texts.ids, texts.vectors)
    prototypes = found.as_prototypes(range(len(found.prototypes)))
    assert prototypes is not None, "no topics"
    given = assign(texts.vectors, prototypes)
    told = {id_: given.topic_of(row) for row, id_ in enumerate(texts.ids)}
    labels = [[label_of(terms, lang) for lang in ("en", "zh")] for terms in found.terms]
    print(hashlib.sha256(json.dumps([sorted(told.items()), labels]).encode()).hexdigest())
