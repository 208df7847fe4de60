"""A BERT of a few thousand random weights, with a tokenizer of single characters and its ONNX file."""

from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

from training.onnx_graph import bert_graph


def write_encoder(directory: Path, texts: Sequence[str]) -> Path:
    """Write an encoder whose vocabulary is the characters of the texts; returns its directory, made if missing."""
    directory.mkdir(parents=True, exist_ok=True)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set("".join(texts)))]
    tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(tokens)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(directory / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokens), hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96,
        max_position_embeddings=256, initializer_range=0.2,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    onnx.save(bert_graph(directory), directory / "model.onnx")
    return directory
