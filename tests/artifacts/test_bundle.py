import json

import pytest

from feedback_ai.artifacts import locate_bundle, locate_sample, open_bundle, write_manifest
from feedback_ai.errors import ModelCorruptError, ModelNotFoundError
from feedback_ai.schema import LABELS_VERSION


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "weights").write_bytes(b"numbers")
    (tmp_path / "calibration.json").write_text('{"a": 1}')
    (tmp_path / "CARD.md").write_text("told")
    write_manifest(tmp_path, name="toy", version="3")
    return tmp_path


def test_a_sealed_bundle_opens_and_says_what_it_is(bundle):
    opened = open_bundle(bundle)
    assert (opened.info.name, opened.info.version, opened.info.labels) == ("toy", "3", LABELS_VERSION)
    assert set(opened.manifest.files) == {"encoder/weights", "calibration.json"}
    assert opened.read_json("calibration.json") == {"a": 1}


def test_a_changed_file_is_refused(bundle):
    (bundle / "encoder" / "weights").write_bytes(b"Numbers")
    with pytest.raises(ModelCorruptError, match="weights differs"):
        open_bundle(bundle)


def test_a_missing_file_is_refused(bundle):
    (bundle / "encoder" / "weights").unlink()
    with pytest.raises(ModelCorruptError, match="is missing"):
        open_bundle(bundle)


@pytest.mark.parametrize("content", ["", "{", '{"name": "x"}', "\xff"])
def test_an_unreadable_manifest_is_refused(bundle, content):
    (bundle / "manifest.json").write_text(content, encoding="latin-1")
    with pytest.raises(ModelCorruptError, match="cannot be read"):
        open_bundle(bundle)


def test_another_label_set_is_refused(bundle):
    manifest = json.loads((bundle / "manifest.json").read_text())
    (bundle / "manifest.json").write_text(json.dumps(manifest | {"labels": "0.9"}))
    with pytest.raises(ModelCorruptError, match=r"label set 0\.9"):
        open_bundle(bundle)


def test_the_card_may_change_without_breaking_the_seal(bundle):
    (bundle / "CARD.md").write_text("told better")
    open_bundle(bundle)


def test_a_setting_that_points_nowhere_is_never_replaced(tmp_path):
    with pytest.raises(ModelNotFoundError) as caught:
        locate_bundle(tmp_path / "nowhere")
    assert "FEEDBACK_AI_MODEL" in caught.value.hint


def test_what_ships_is_found_and_whole():
    assert open_bundle(locate_bundle()).manifest.labels == LABELS_VERSION
    assert (locate_sample() / "feedback_en.jsonl").is_file()


def test_what_ships_is_small_enough_to_travel():
    sizes = [path.stat().st_size for path in locate_bundle().rglob("*") if path.is_file()]
    assert max(sizes) <= 60_000_000
    assert sum(sizes) <= 90_000_000
