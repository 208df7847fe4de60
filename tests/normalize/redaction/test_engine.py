"""The engine: presidio with our recognizers."""

import logging
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_ai.normalize.redaction import TYPES, redact

TEXT = "我叫张伟，手机13800138000，邮箱 wei@example.com. My name is John Smith, card 4111 1111 1111 1111."


@pytest.fixture(scope="module")
def engine():
    from feedback_ai.normalize.redaction.engine import get_engine

    return get_engine()


def test_both_languages_give_the_same_results(engine):
    english, chinese = (engine.analyze(TEXT, language=language) for language in ("en", "zh"))
    assert english
    assert english == chinese


def test_every_type_is_supported_in_both_languages(engine):
    for language in ("en", "zh"):
        assert set(engine.get_supported_entities(language)) == set(TYPES)


def test_every_result_explains_itself(engine):
    for result in engine.analyze(TEXT, language="zh", return_decision_process=True):
        explanation = result.analysis_explanation
        assert explanation.recognizer == result.recognition_metadata["recognizer_name"]
        assert explanation.pattern_name
        assert explanation.textual_explanation.startswith(("checked: ", "formatted: ", "cued: "))


def test_only_the_entities_asked_for_are_looked_for(engine):
    assert {one.entity_type for one in engine.analyze(TEXT, language="en", entities=["CARD"])} == {"CARD"}


def test_the_engine_is_built_once_and_shared_by_threads(engine):
    from feedback_ai.normalize.redaction.engine import get_engine

    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(lambda _: get_engine(), range(8)))
        texts = list(pool.map(lambda _: redact(TEXT), range(32)))
    assert all(one is engine for one in engines)
    assert len({text for text, _ in texts}) == 1


def test_redaction_touches_no_network_and_logs_no_text(monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise AssertionError("touches the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with caplog.at_level(logging.DEBUG):
        redact(TEXT)
    assert "13800138000" not in caplog.text
    assert "张伟" not in caplog.text


def test_blank_pipelines_answer_what_presidio_asks(engine):
    nlp = engine.nlp_engine
    assert nlp.is_loaded()
    assert nlp.is_stopword("the", "en")
    assert nlp.is_punct("。", "zh")
    assert nlp.get_supported_languages() == ["en", "zh"]
    assert nlp.get_supported_entities() == []
    assert [text for text, _ in nlp.process_batch(["a", "b"], "en")] == ["a", "b"]
