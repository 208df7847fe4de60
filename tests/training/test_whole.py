import importlib.util
from types import SimpleNamespace

import pytest

from feedback_ai.errors import InputNotFoundError
from training.whole import base_encoder


def test_the_english_encoder_is_found_in_its_package(monkeypatch, tmp_path):
    found = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    assert base_encoder() == tmp_path / "model"


def test_without_the_package_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputNotFoundError) as error:
        base_encoder()
    assert "[training,encoder]" in str(error.value.hint)
