import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from feedback_ai.embed import Encoder
from feedback_ai.embed.encoder import load_tokenizer
from feedback_ai.embed.torch_model import load_model
from feedback_ai.errors import OptionError
from tests.training.corpora_fakes import PAIRS, write_corpora, write_english_encoder
from training.adapt import Adapter
from training.adapt_batches import Stream, crop, hide, pad
from training.adapt_config import AdaptConfig, Stage
from training.adapt_network import Questions, answer_loss, contrast, pool, read
from training.adapt_run import adapt
from training.adapt_steps import Material
from training.corpora import Pair
from training.dictionary import SOURCE

STAGES = (
    Stage("distil", 12, embedding_rate=1e-2, rate=1e-2, pair_tokens=64),
    Stage("field", 6, masked_weight=0.5, answer_weight=0.5, feedback_weight=0.5, pair_tokens=64, feedback_tokens=32),
)
CONFIG = AdaptConfig(STAGES, width=8, min_answers=1, min_count=1, save_every=4)


WORDS = [Pair("room", "房間", SOURCE)]


@pytest.fixture
def place(tmp_path, annotation):
    write_corpora(tmp_path / "data")
    write_english_encoder(tmp_path / "base")
    return tmp_path


def run(place, name, config=CONFIG, **options):
    paths = place / "data", place / "annotation", place / "base", place / name, place / f"{name}-out"
    return adapt(*paths, config, **options)


def weights(directory):
    return load_model(directory).state_dict()


def test_the_whole_way_makes_an_encoder_that_the_product_reads(place):
    told = run(place, "whole")
    out = place / "whole-out"
    assert set(told["retrieval"]) == {"tico19", "tatoeba_cmn"}
    assert json.loads((out / "adapt.json").read_text()) == told
    settings = json.loads((out / "config.json").read_text())
    assert settings["vocab_size"] == load_tokenizer(out).get_vocab_size() > 30
    assert "_name_or_path" not in settings
    vectors = Encoder(out).encode(["茶很熱，房間不好。"], [[]]).documents
    assert vectors.shape == (1, 16)
    unknown = load_tokenizer(out).token_to_id("[UNK]")
    read = load_tokenizer(out).encode("我看見房間。", add_special_tokens=False)
    assert (3, 5) in read.offsets  # 房間 is one token, in either script
    assert unknown not in read.ids


def test_distillation_makes_translations_find_each_other(place):
    stage = replace(STAGES[0], steps=120, embedding_rate=5e-3, rate=2e-3, contrast_weight=1.0)
    run(place, "whole", replace(CONFIG, stages=(stage,)))
    english, chinese = zip(*(pair for pair in PAIRS if pair[0] != "Hot room."), strict=True)
    vectors = Encoder(place / "whole-out").encode([*english, *chinese], [[]] * 10).documents
    found = (vectors[5:] @ vectors[:5].T).argmax(axis=1) == np.arange(5)
    assert found.sum() >= 4


def test_a_run_that_was_cut_off_ends_as_if_it_had_not_been(place):
    run(place, "whole")
    material, teacher = _material(place / "whole" / "grown"), place / "base"
    cut = Adapter(place / "whole" / "grown", teacher, material, CONFIG, "cpu")
    cut._save = _stop_after(cut._save, saves=2)
    with pytest.raises(KeyboardInterrupt):
        cut.run(place / "cut")
    Adapter(place / "whole" / "grown", teacher, material, CONFIG, "cpu").run(place / "cut")
    whole = torch.load(place / "whole" / "1-field.pt", weights_only=True)["network"]
    again = torch.load(place / "cut" / "1-field.pt", weights_only=True)["network"]
    for name, value in whole.items():
        assert torch.equal(value, again[name]), name


def test_a_checkpoint_of_another_recipe_is_refused(place):
    run(place, "whole")
    with pytest.raises(OptionError, match="another recipe"):
        run(place, "whole", replace(CONFIG, seed=8))


def _material(start):
    from training.corpora import read_feedback, read_pairs, reserved_fingerprints

    root = start.parent.parent
    reserved = reserved_fingerprints(root / "annotation", root / "data")
    return Material(start, read_pairs(root / "data", reserved).train, read_feedback(root / "data", reserved), CONFIG)


def _stop_after(save, saves):
    def stopping(*arguments):
        nonlocal saves
        save(*arguments)
        saves -= 1
        if not saves:
            raise KeyboardInterrupt

    return stopping


def test_a_grown_encoder_reads_english_as_its_base(place):
    run(place, "none", replace(CONFIG, stages=()))
    texts = ["The tea is hot.", "Good room."]
    before, after = (Encoder(place / name).encode(texts, [[], []]).documents for name in ("base", "none-out"))
    assert abs(before - after).max() < 2e-3  # fp16


def test_training_may_begin_from_a_bilingual_encoder(place):
    run(place, "first", replace(CONFIG, stages=STAGES[:1]))
    run(place, "second", replace(CONFIG, stages=STAGES[1:]), start=place / "first-out")
    first, second = weights(place / "first-out"), weights(place / "second-out")
    assert any(not torch.equal(first[name], second[name]) for name in first)


def test_batches_keep_to_their_budget_and_give_every_text_once_an_epoch():
    lengths = [random.Random(i).randrange(1, 30) for i in range(200)]
    stream = Stream(lengths, 60, seed=1)
    first, step = [], 0
    while len(first) < 200:
        batch = stream.batch(step)
        assert len(batch) * max(lengths[index] for index in batch) <= 60
        first += batch
        step += 1
    assert sorted(first) == list(range(200))
    assert stream.batch(step) == Stream(lengths, 60, seed=1).batch(step)  # a fresh stream finds the same place


def test_hidden_tokens_are_the_places_to_name():
    tokens = list(range(100, 400))
    seen, places = hide(tokens, 0.15, mask_id=4, size=1000, rng=random.Random(0))
    assert all(seen[place] == tokens[place] for place in set(range(300)) - set(places))
    assert 0.08 < len(places) / 300 < 0.25
    assert sum(seen[place] == 4 for place in places) > len(places) / 2
    assert len(crop(tokens, 50, random.Random(0))) == 50


def test_padding_changes_no_vector(place):
    model = load_model(place / "base")
    alone, together = (pad(rows, 2, 3).to("cpu") for rows in ([[5, 6]], [[5, 6], [7, 8, 9, 10], []]))
    with torch.inference_mode():
        vectors = pool(read(model, alone), alone), pool(read(model, together), together)
    torch.testing.assert_close(vectors[0][0], vectors[1][0], atol=1e-5, rtol=0)
    assert together.attention.sum(dim=1).tolist() == [4, 6, 2]


def test_a_twin_in_the_batch_is_no_wrong_answer():
    vectors = torch.eye(3)
    twins = torch.stack([vectors[0], vectors[0], vectors[2]])
    assert contrast(twins, twins) < 1e-3


def test_only_what_was_asked_counts():
    questions = Questions([{"a": ("x",)}, {"a": ("y",)}, {"b": ("z",)}, {"b": ("rare",)}, {"b": ("z",)}], 1)
    assert questions.columns == [("a", "x"), ("a", "y"), ("b", "rare"), ("b", "z")]
    answers = questions.answers([{"a": ("y",)}, {}]).to("cpu")
    assert answers.asked.tolist() == [[True, True, False, False], [False] * 4]
    logits = torch.tensor([[-20.0, 20.0, 20.0, 20.0], [20.0] * 4])
    assert answer_loss(logits, answers) < 1e-6


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "training" / "configs" / "adapt").glob("*.json")))
def test_a_shipped_recipe_is_a_valid_one(path):
    assert AdaptConfig.from_dict(json.loads(path.read_text())).stages


def test_one_sentence_stands_once_among_the_pairs_that_are_searched():
    from training.retrieval import N_PAIRS, choose

    pairs = [Pair("Same.", f"{i}", "") for i in range(5)] + [Pair(f"e{i}", f"z{i}", "") for i in range(900)]
    chosen = choose(pairs)
    assert len(chosen) == N_PAIRS == len({pair.english for pair in chosen})
    assert choose(pairs) == chosen


def test_words_of_a_dictionary_are_pairs_that_add_nothing_to_the_vocabulary(place, monkeypatch):
    monkeypatch.setattr("training.adapt_run.read_dictionary", lambda reserved: WORDS)
    run(place, "plain")
    told = run(place, "words", replace(CONFIG, dictionary=True, switched_share=0.5))
    assert told["config"]["dictionary"]
    plain, words = (load_tokenizer(place / f"{name}-out").get_vocab() for name in ("plain", "words"))
    assert plain == words
    assert not torch.equal(*(next(iter(weights(place / f"{name}-out").values())) for name in ("plain", "words")))
