import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from feedback_ai.artifacts import open_bundle
from feedback_ai.classify.heads import VectorHeads
from feedback_ai.embed import Encoder
from feedback_ai.embed.encoder import load_tokenizer, special_tokens
from feedback_ai.embed.space import SPACE_FILE
from feedback_ai.embed.torch_model import load_model
from feedback_ai.errors import OptionError
from training.corpora import Pair
from training.data import load_train
from training.export import save_network, seal
from training.finetune import Finetuner, finetune
from training.finetune_batches import Steps
from training.finetune_config import FinetuneConfig
from training.losses import disagreement, distance
from training.network import lay, read
from training.switching import Translations
from training.text_set import labelled_set, pair_sets

CONFIG = FinetuneConfig(frozen_blocks=2, epochs=2, batch_tokens=64)


@pytest.fixture
def trained(annotation, toy_encoder):
    return finetune(load_train(annotation), toy_encoder, CONFIG)


def test_frozen_layers_stay_and_the_others_learn(trained, toy_encoder):
    before = load_model(toy_encoder).state_dict()
    after = trained.encoder.state_dict()
    moved = {name for name in after if not torch.equal(before[name], after[name])}
    assert moved
    assert all(name.startswith("encoder.layer.1.") for name in moved)


def test_the_same_seed_gives_the_same_weights(annotation, toy_encoder, trained):
    again = finetune(load_train(annotation), toy_encoder, CONFIG)
    for first, second in zip(trained.parameters(), again.parameters(), strict=True):
        assert torch.equal(first, second)


@pytest.mark.parametrize(("epochs", "steps"), [(1, 2), (1.5, 3), (2.5, 5)])
def test_the_last_epoch_may_be_a_part(annotation, toy_encoder, epochs, steps):
    texts = labelled_set(load_tokenizer(toy_encoder), load_train(annotation)[:4])
    config = replace(CONFIG, epochs=epochs, batch_tokens=64)
    assert len(Steps(texts, None, load_tokenizer(toy_encoder), config)) == steps


def test_labelled_texts_are_read_with_words_in_the_other_language(annotation, toy_encoder):
    tokenizer = load_tokenizer(toy_encoder)
    texts = labelled_set(tokenizer, load_train(annotation)[:1])
    size = tokenizer.get_vocab_size()
    twins = Translations(np.roll(np.arange(size, dtype=np.int32), 1)[:, None], np.ones(size, np.int8))
    config = replace(CONFIG, switching=1.0, token_masking=0.0, space_share=1.0)
    batch, _ = Steps(texts, None, tokenizer, config, twins)[0]
    assert (batch.texts.ids != batch.held.ids).sum() > 5
    plain, _ = Steps(texts, None, tokenizer, replace(config, switching=0.0), twins)[0]
    assert (plain.texts.ids == plain.held.ids).all()


def test_only_some_texts_are_held_where_they_were(annotation, toy_encoder):
    tokenizer = load_tokenizer(toy_encoder)
    texts = labelled_set(tokenizer, load_train(annotation)[:4])
    batch, pairs = Steps(texts, None, tokenizer, replace(CONFIG, space_share=0.5, batch_tokens=10_000))[0]
    assert pairs is None
    assert 0 < len(batch.held_rows) < 4
    assert len(batch.held.documents) == len(batch.held_rows)
    segments = np.flatnonzero(np.isin(batch.texts.document_of_segment, batch.held_rows))
    assert batch.held_segments.tolist() == segments.tolist()


def test_what_is_exported_computes_what_was_trained(annotation, toy_encoder, trained, tmp_path):
    bundle = tmp_path / "bundle"
    save_network(trained, toy_encoder, bundle)
    seal(bundle, name="toy", version="1")
    examples = load_train(annotation)
    tokenizer = load_tokenizer(toy_encoder)
    texts = labelled_set(tokenizer, examples)
    batch = lay([texts.text(row) for row in range(len(texts))], special_tokens(tokenizer))
    with torch.inference_mode():
        expected = trained(read(trained.encoder, batch.to("cpu")))
    heads = VectorHeads.load(bundle / "heads.safetensors")
    encoding = Encoder(open_bundle(bundle).path("encoder")).encode(
        [example.text for example in examples], [example.spans for example in examples], heads.token_map
    )
    logits = heads(encoding)
    for task in ("facets", "causes", "expectation", "sentiment", "intent", "severity"):
        np.testing.assert_allclose(getattr(logits, task), expected[task].numpy(), atol=0.05, err_msg=task)  # fp16


def test_the_shipped_recipe_is_a_valid_one():
    from pathlib import Path

    for path in (Path(__file__).parents[2] / "training" / "configs").glob("*.json"):
        FinetuneConfig(**json.loads(path.read_text()))


def test_a_run_that_was_cut_off_ends_as_if_it_had_not_been(annotation, toy_encoder, trained, tmp_path, monkeypatch):
    examples, config = load_train(annotation), replace(CONFIG, save_every=1)
    save, saved = Finetuner._save, []

    def stopping(self, checkpoint, step):
        save(self, checkpoint, step)
        saved.append(step)
        if len(saved) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Finetuner, "_save", stopping)
    with pytest.raises(KeyboardInterrupt):
        finetune(examples, toy_encoder, config, checkpoint=tmp_path / "run.pt")
    again = finetune(examples, toy_encoder, config, checkpoint=tmp_path / "run.pt")
    for first, second in zip(trained.parameters(), again.parameters(), strict=True):
        assert torch.equal(first, second)


def test_a_checkpoint_of_another_run_is_refused(annotation, toy_encoder, tmp_path):
    examples = load_train(annotation)
    finetune(examples, toy_encoder, CONFIG, checkpoint=tmp_path / "run.pt")
    for texts, config in ((examples, replace(CONFIG, seed=8)), (examples[:-1], CONFIG)):
        with pytest.raises(OptionError, match="another"):
            finetune(texts, toy_encoder, config, checkpoint=tmp_path / "run.pt")


def test_a_recipe_with_translations_needs_some(annotation, toy_encoder):
    with pytest.raises(OptionError, match="translations"):
        finetune(load_train(annotation), toy_encoder, replace(CONFIG, pair_tokens=64))


def test_translations_come_to_be_judged_alike(annotation, toy_encoder):
    pairs = [Pair("The clerk was rude.", "等了九天。", ""), Pair("Lovely room.", "普通。", "")] * 4
    apart = []
    for weight in (0.0, 20.0):
        config = replace(CONFIG, epochs=30, pair_tokens=64, consistency_weight=weight, frozen_blocks=0)
        network = finetune(load_train(annotation), toy_encoder, config, pairs=pairs)
        tokenizer = load_tokenizer(toy_encoder)
        both = [texts.text(row) for texts in pair_sets(tokenizer, pairs[:2]) for row in range(2)]
        with torch.inference_mode():
            apart.append(
                disagreement(network(read(network.encoder, lay(both, special_tokens(tokenizer)).to("cpu")))).item()
            )
    assert apart[1] < 0.5 * apart[0]


def test_a_start_may_keep_its_share_of_the_weights(annotation, toy_encoder, trained):
    half = finetune(load_train(annotation), toy_encoder, replace(CONFIG, start_share=0.5))
    start = load_model(toy_encoder).state_dict()
    for (name, own), end in zip(half.encoder.state_dict().items(), trained.encoder.state_dict().values(), strict=True):
        torch.testing.assert_close(own, (start[name] + end) / 2, msg=name)


def test_vectors_are_drawn_to_where_a_teacher_puts_english_texts(annotation, toy_encoder, trained, tmp_path):
    save_network(trained, toy_encoder, tmp_path / "teacher")
    teacher, far = tmp_path / "teacher" / "encoder", []
    tokenizer = load_tokenizer(toy_encoder)
    texts = labelled_set(tokenizer, [example for example in load_train(annotation) if example.lang == "en"])
    batch = lay([texts.text(row) for row in range(len(texts))], special_tokens(tokenizer)).to("cpu")
    for weight in (0.0, 20.0):
        config = replace(CONFIG, epochs=30, space_weight=weight, space_share=1.0, frozen_blocks=0)
        network = finetune(load_train(annotation), toy_encoder, config, teacher=teacher)
        with torch.inference_mode():
            right = read(load_model(teacher), batch).documents
            far.append(distance(network.to_teacher(read(network.encoder, batch).document_layers), right).item())
    assert far[1] < 0.5 * far[0]


@pytest.mark.parametrize("n_layers", [0, 1, 2])
def test_training_begins_with_the_map_of_its_start(annotation, toy_encoder, tmp_path, n_layers):
    texts = labelled_set(load_tokenizer(toy_encoder), load_train(annotation))
    start = shutil.copytree(toy_encoder, tmp_path / "start")
    rows = np.random.default_rng(0).normal(size=(n_layers * 16, 16)).astype(np.float16)
    if n_layers:
        save_file({"projection": rows}, start / SPACE_FILE)
    whole = np.zeros((32, 16))
    whole[: len(rows) or 16] = rows if n_layers else np.eye(16)
    network = Finetuner(texts, None, start, CONFIG).network
    np.testing.assert_allclose(network.to_teacher.weight.detach().numpy().T, whole, atol=1e-6)


def test_a_teacher_reads_tokens_that_it_does_not_know_as_unknown(annotation, toy_encoder, tmp_path):
    texts = labelled_set(load_tokenizer(toy_encoder), load_train(annotation))
    run = Finetuner(texts, None, toy_encoder, CONFIG)
    batch = lay([texts.text(0)], special_tokens(load_tokenizer(toy_encoder))).to("cpu")
    beyond = replace(batch, ids=torch.where(batch.ids == batch.ids[0, 1], 10**6, batch.ids))
    unknown = replace(batch, ids=torch.where(batch.ids == batch.ids[0, 1], run.unknown, batch.ids))
    assert torch.equal(run._taught(beyond).documents, run._taught(unknown).documents)


def test_training_may_go_on_from_a_trained_network(annotation, toy_encoder, trained, tmp_path):
    save_network(trained, toy_encoder, tmp_path / "first")
    still = replace(CONFIG, epochs=0.01)
    again = finetune(
        load_train(annotation), tmp_path / "first" / "encoder", still, heads=tmp_path / "first" / "heads.safetensors"
    )
    for first, second in zip(trained.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(first, second, atol=2e-3, rtol=0)  # fp16
