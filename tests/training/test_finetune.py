import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from feedback_ai.artifacts import open_bundle
from feedback_ai.classify.heads import VectorHeads
from feedback_ai.embed import Encoder
from feedback_ai.embed.encoder import load_tokenizer, special_tokens
from feedback_ai.embed.torch_model import load_model
from training.data import load_train
from training.export import save_network, seal
from training.finetune import FinetuneConfig, TextReader, _space_loss, finetune, space_targets
from training.network import FeedbackNetwork

CONFIG = FinetuneConfig(frozen_blocks=2, epochs=2, batch_size=2)


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
def test_the_last_epoch_may_be_a_part(annotation, toy_encoder, monkeypatch, epochs, steps):
    examples = load_train(annotation)[:4]
    decays = []
    monkeypatch.setattr("training.finetune._update_average", lambda learning, decay: decays.append(decay))
    finetune(examples, toy_encoder, replace(CONFIG, epochs=epochs))
    assert len(decays) == steps


def test_only_held_texts_are_kept_where_they_were(annotation, toy_encoder):
    examples = load_train(annotation)[:3]
    network = FeedbackNetwork(load_model(toy_encoder), special_tokens(load_tokenizer(toy_encoder)), dropout=0.0)
    with torch.inference_mode():
        reading = network.read([TextReader(toy_encoder)(example) for example in examples])
    targets = [space_targets(examples, toy_encoder)[example.id] for example in examples]
    opposite = tuple(-vectors for vectors in targets[1])
    assert _space_loss(reading, targets).item() == pytest.approx(0, abs=0.01)
    assert _space_loss(reading, [targets[0], opposite, targets[2]]).item() > 0.5
    assert _space_loss(reading, [targets[0], None, targets[2]]).item() == pytest.approx(0, abs=0.01)
    assert _space_loss(reading, [None, opposite, None]).item() == pytest.approx(4, abs=0.02)
    assert _space_loss(reading, [None, None, None]).item() == 0


def test_what_is_exported_computes_what_was_trained(annotation, toy_encoder, trained, tmp_path):
    bundle = tmp_path / "bundle"
    save_network(trained, toy_encoder, bundle)
    seal(bundle, name="toy", version="1")
    examples = load_train(annotation)
    read = TextReader(toy_encoder)
    with torch.inference_mode():
        expected = trained(trained.read([read(example) for example in examples]))
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
