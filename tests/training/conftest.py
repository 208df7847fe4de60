"""A made-up annotation directory and a toy encoder: small enough to train in a second."""

import hashlib
import json

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

from training import readings

ROWS = [
    {"id": "a", "lang": "en", "sentences": ["The clerk was rude.", "I waited an hour."], "sentiment": -1,
     "intent": "complaint", "severity": "S3",
     "labels": [{"i": 0, "facets": {"AS": -1}, "causes": ["MAN"]}, {"i": 1, "facets": {"RS": -1}, "causes": ["MET"]}]},
    {"id": "b", "lang": "zh-Hans", "sentences": ["说好三天到，", "等了九天。"], "sentiment": -1,
     "intent": "complaint", "severity": "S2",
     "labels": [{"i": 0, "promise": True}, {"i": 1, "facets": {"RL": -1}, "causes": ["MET"]}]},
    {"id": "c", "lang": "en", "sentences": ["Lovely room."], "sentiment": 1, "intent": "praise", "severity": "S0",
     "labels": [{"i": 0, "facets": {"TA": 1}}]},
    {"id": "d", "lang": "zh-Hant", "sentences": ["普通。"], "sentiment": 0, "intent": "other", "severity": "S0",
     "labels": []},
]  # fmt: skip


def reserve(text):
    return hashlib.sha256("".join(c for c in text.lower() if c.isalnum()).encode()).hexdigest()[:16]


@pytest.fixture(autouse=True)
def labels_of_ours_elsewhere(tmp_path_factory, monkeypatch):
    """Tests are of made-up texts; the tens of thousands of labels that are kept here would only slow them."""
    for name in ("LABELS", "WRITTEN"):
        monkeypatch.setattr(readings, name, tmp_path_factory.mktemp(name.lower()))


@pytest.fixture
def annotation(tmp_path):
    directory = tmp_path / "annotation"
    directory.mkdir()
    train = [row | {"source": "toy", "tier": "declared"} for row in ROWS]
    train.append(train[0] | {"id": "r", "tier": "research"})
    train.append(train[2] | {"id": "reserved", "sentences": ["Reserved: text!"]})
    gold = [row | {"source": "toy", "tier": "unknown", "split": split} for row in ROWS for split in ("dev", "test")]
    for name, rows in (("train", train), ("gold", gold)):
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (directory / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    (directory / "reserved_hashes.txt").write_text(reserve("Reserved: text!") + "\n")
    return directory


@pytest.fixture
def toy_encoder(tmp_path):
    torch.manual_seed(0)
    directory = tmp_path / "encoder"
    directory.mkdir()
    characters = sorted({character for row in ROWS for sentence in row["sentences"] for character in sentence})
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(directory / "tokenizer.json"))
    (directory / "tokenizer_config.json").write_text("{}")
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    return directory
