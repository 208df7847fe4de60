"""Made-up corpora and a toy English encoder with a WordPiece vocabulary."""

import csv
import gzip
import json

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel

PAIRS = [("The tea is hot.", "茶很热。"), ("The tea is good.", "茶很好。"), ("The room is hot.", "房间很热。"),
         ("The room is good.", "房间很好。"), ("Good tea.", "好茶。"), ("Hot room.", "热房间。")]  # fmt: skip
FILES = {
    ("raw_en", "en", "unknown"): [
        {"text": "The tea was hot and the room was good."},
        {"text": "Hot tea 茶!", "sentiment": "positive"},
        {"text": "hot TEA茶", "sentiment": "positive"},
        {"text": "Reserved: text!"},
    ],
    ("scored_zh", "zh", "declared"): [
        {"text": "茶很热，房间很好。", "split": "train", "sentiment": "positive",
         "aspects": [{"category": "茶", "polarity": "positive"}, {"term": "房间"}]},
        {"text": "房间不好。", "split": "dev"},
    ],
    ("copies_zh", "zh", "unknown"): [{"text": "房间不好！"}, {"text": "茶不热。", "issue": "tea"}],
    ("lounges_en", "en", "permissive"): [
        {"id": "1", "text": "Good room, cold tea.", "aspect_ratings": {"room": 5, "tea": 1, "wifi": 3, "staff": None}}
    ],
    ("closed_en", "en", "research"): [{"text": "Nobody may learn from this."}],
    ("free_pairs", "en-zh", "permissive"): [{"en": e, "zh": z, "lang": "zh-Hans"} for e, z in PAIRS],
    ("tico19", "en-zh", "permissive"): [{"en": "Hot room.", "zh": "房间热。"}, {"en": "Wash hands.", "zh": "洗手。"}],
    ("tatoeba_cmn", "en-zh", "permissive"): [{"en": f"I see {i} rooms.", "zh": f"我看见{i}个房间"} for i in range(60)],
}  # fmt: skip


def write_corpora(directory):
    for (name, lang, _), rows in FILES.items():
        folder = directory / {"en": "en", "zh": "zh"}.get(lang, "parallel")
        folder.mkdir(parents=True, exist_ok=True)
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with (directory / "datasets.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["name", "language", "tier"])
        writer.writerows(FILES)
        writer.writerow(["not_there", "en", "unknown"])


def write_english_encoder(directory):
    torch.manual_seed(0)
    directory.mkdir(parents=True)
    words = [
        "the",
        "tea",
        "is",
        "was",
        "hot",
        "cold",
        "good",
        "room",
        "rooms",
        "and",
        "i",
        "see",
        "wash",
        "hands",
        ".",
        ",",
        "!",
        "##s",
        "1",
        "2",
        "3",
    ]
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.enable_truncation(4)  # as the package ships it
    tokenizer.enable_padding(length=4)
    tokenizer.save(str(directory / "tokenizer.json"))
    (directory / "tokenizer_config.json").write_text("{}")
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    settings = json.loads((directory / "config.json").read_text())
    (directory / "config.json").write_text(json.dumps(settings | {"_name_or_path": "somewhere/else"}))
