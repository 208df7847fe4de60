import numpy as np

from feedback_ai.classify.lexical import N_BUCKETS, LexicalHeads
from training.lexical import save_lexical

SIZES = {"facets": 28, "causes": 7, "expectation": 1, "sentiment": 3, "intent": 5, "severity": 5}
TEXTS = ["The clerk was rude.", "说好三天到，等了九天。", "Lovely room."]


def test_weights_take_a_byte_each_and_logits_stay_within_a_step(tmp_path):
    rng = np.random.default_rng(2)
    tensors = {f"{level}.idf": rng.uniform(1, 9, N_BUCKETS).astype(np.float32) for level in ("segments", "documents")}
    for task, n in SIZES.items():
        tensors[f"{task}.weight"] = rng.normal(size=(n, N_BUCKETS)).astype(np.float32)
        tensors[f"{task}.bias"] = rng.normal(size=n).astype(np.float32)
    save_lexical(tensors, tmp_path)
    path = tmp_path / "lexical.safetensors"
    kept, exact = LexicalHeads.load(path)(TEXTS, TEXTS), LexicalHeads(tensors)(TEXTS, TEXTS)
    for task in SIZES:
        step = np.abs(tensors[f"{task}.weight"]).max() / 127
        np.testing.assert_allclose(getattr(kept, task), getattr(exact, task), atol=step)
    assert path.stat().st_size < N_BUCKETS * (sum(SIZES.values()) + 2 * 2) + 20_000
