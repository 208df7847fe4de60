import importlib.util
from types import SimpleNamespace

import pytest

from feedback_ai.artifacts import write_manifest
from feedback_ai.errors import InputNotFoundError
from training import steps, whole
from training.evaluate import run
from training.whole import base_encoder, train


def test_the_english_encoder_is_found_in_its_package(monkeypatch, tmp_path):
    found = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    assert base_encoder() == tmp_path / "model"


def test_without_the_package_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputNotFoundError) as error:
        base_encoder()
    assert "[training,encoder]" in str(error.value.hint)


@pytest.fixture
def called(monkeypatch, tmp_path):
    """The steps in the order in which they were called, with what fine-tuning was given."""
    calls = {}
    for module, names in (
        (steps, ("fit_vectors", "fit_space", "fit_words", "calibrate", "export_encoder")),
        (run, ("evaluate",)),
        (whole, ("adapt",)),
    ):
        for name in names:
            monkeypatch.setattr(module, name, lambda *args, own=name, **given: calls.update({own: (args, given)}))
    monkeypatch.setattr(whole, "base_encoder", lambda: tmp_path / "english")
    monkeypatch.setattr(whole, "_log_to", lambda path: None)
    return calls


def test_a_bundle_is_trained_on_without_adapting_anew(called, tmp_path, caplog):
    caplog.set_level("INFO")
    start = tmp_path / "start"
    start.mkdir()
    write_manifest(start, name="own", version="1")
    train(tmp_path, tmp_path / "out", tmp_path / "kept", version="2", start=start)
    assert list(called) == ["fit_vectors", "fit_space", "fit_words", "calibrate", "export_encoder", "evaluate"]
    args, given = called["fit_vectors"]
    assert args[2] == start / "encoder"
    assert given["heads"] == start / "heads.safetensors"
    assert "version='1'" in caplog.text


def test_without_a_bundle_the_encoder_is_made_first(called, tmp_path):
    train(tmp_path, tmp_path / "out", tmp_path / "kept", version="1")
    assert next(iter(called)) == "adapt"
    args, given = called["fit_vectors"]
    assert args[2] == tmp_path / "kept" / "encoder"
    assert given["heads"] is None
