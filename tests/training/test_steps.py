"""From a bilingual encoder to a sealed bundle, on texts that a rule has made."""

from dataclasses import replace

import pytest

from feedback_ai import Analyzer
from feedback_ai.artifacts import open_bundle
from feedback_ai.embed.space import SPACE_FILE
from tests.training.corpora_fakes import write_corpora
from tests.training.examples_fakes import made_up
from training import steps
from training.corpora import Pair
from training.finetune_config import FinetuneConfig
from training.readings import Labelled

CONFIG = FinetuneConfig(epochs=1, batch_tokens=512, pair_tokens=64)


@pytest.fixture
def place(tmp_path, annotation, toy_encoder, monkeypatch):
    write_corpora(tmp_path / "data")
    texts = made_up(120)
    labelled = Labelled(train=texts[:80], held_out=texts[80:100], n_annotated=80, n_ours=0, n_written=0)
    monkeypatch.setattr(steps, "load_labelled", lambda *_: labelled)
    monkeypatch.setattr(steps, "load_gold", lambda *_: texts[100:])
    monkeypatch.setattr(steps, "written_pairs", lambda: [Pair("Lovely room.", "普通。", "written")])
    return tmp_path


def test_our_own_translations_are_heard_among_the_others(place):
    own = [pair for pair in steps.translations(place / "annotation", place / "data") if pair.source == "written"]
    assert len(own) == steps.WRITTEN_TIMES


def test_teachers_may_come_first(place, monkeypatch):
    seen = []
    own = steps.finetune_set
    monkeypatch.setattr(
        steps, "finetune_set", lambda texts, *rest, **more: seen.append(len(texts)) or own(texts, *rest, **more)
    )
    config = replace(CONFIG, teachers=2, teacher_epochs=0.5, annotated_times=1, switching=0.1)
    steps.fit_vectors(place / "annotation", place / "data", place / "encoder", place / "bundle", config)
    *teachers, last = seen
    assert teachers == [40, 40]
    assert last > 80 + 80  # all texts, those of the annotation once more, and those that nobody has labelled


def test_the_steps_make_a_bundle_that_the_product_opens(place):
    annotation, data, bundle = place / "annotation", place / "data", place / "bundle"
    steps.fit_vectors(annotation, data, place / "encoder", bundle, CONFIG)
    steps.fit_space(annotation, data, bundle, place / "encoder")
    steps.fit_words(annotation, data, bundle)
    steps.calibrate(annotation, data, bundle, name="toy", version="1")
    assert open_bundle(bundle).manifest.version == "1"
    assert (bundle / "encoder" / SPACE_FILE).is_file()
    (analysis,) = Analyzer(bundle).analyze(["The clerk was rude again."])
    assert analysis["segments"]
