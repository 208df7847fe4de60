import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from feedback_ai import Analyzer, pipeline
from feedback_ai.classify import occlusion
from feedback_ai.errors import InputColumnError, ModelNotFoundError
from feedback_ai.pipeline import prepare
from feedback_ai.schema import Facet, FeedbackRecord, Intent, RootCause, Sentiment, Severity, Span
from feedback_ai.topics.tokens import word_spans

ANGRY = "I was promised delivery in three days and it took nine. The agent on the phone was rude and hung up on me."
HAPPY = "护士特别贴心，主动帮我妈妈倒水，谢谢！"
KEYS = {
    "id", "language", "mixed", "informative", "text", "sentiment", "intent", "severity", "segments", "needs_review",
    "review_reasons", "redactions", "rules", "promises", "model",
}  # fmt: skip


@pytest.fixture(scope="module")
def records(analyzer):
    return analyzer.analyze([ANGRY, HAPPY])


def test_a_record_has_the_keys_and_values_of_the_contract(records):
    for record in records:
        assert set(record) == KEYS
        assert record["sentiment"]["label"] in {*Sentiment, None}
        assert record["intent"]["label"] in {*Intent, None}
        assert record["severity"]["label"] in {*Severity, None}
        for segment in record["segments"]:
            assert set(segment) == {"index", "start", "end", "facets", "root_causes", "expectation", "abstained"}
            assert {facet["facet"] for facet in segment["facets"]} <= set(Facet)
            assert {cause["cause"] for cause in segment["root_causes"]} <= set(RootCause)
        json.dumps(record)


def test_segments_cover_the_returned_text(records):
    for record in records:
        assert "".join(record["text"][s["start"] : s["end"]] for s in record["segments"]) == record["text"]


def test_plain_cases_are_read_as_a_person_reads_them(records):
    angry, happy = records
    assert (angry["language"], happy["language"]) == ("en", "zh-Hans")
    assert angry["sentiment"]["score"] < 0 < happy["sentiment"]["score"]
    named = {facet["facet"] for segment in angry["segments"] for facet in segment["facets"]}
    assert {"reliability", "assurance"} <= named


def test_a_text_that_says_nothing_gets_no_guess(analyzer):
    for record in analyzer.analyze(["no comment", "没有意见"]):
        assert not record["informative"]
        assert (record["sentiment"]["label"], record["intent"]["label"], record["severity"]["label"]) == (
            "neutral",
            "other",
            "S0",
        )
        assert all(not segment["facets"] for segment in record["segments"])


def test_another_language_is_named_and_left_to_a_person(analyzer):
    (record,) = analyzer.analyze(["Le personnel était très impoli et nous avons attendu deux heures."])
    assert record["language"] == "other"
    assert record["sentiment"]["label"] is record["intent"]["label"] is record["severity"]["label"] is None
    assert record["review_reasons"] == ["language_unsupported"]
    assert record["needs_review"]


def test_an_emoji_alone_judges_but_has_no_words_to_read(analyzer):
    (record,) = analyzer.analyze(["👍👍"])
    assert record["informative"]
    assert record["review_reasons"] == ["no_words"]


def test_a_text_of_invisible_characters_says_nothing(analyzer):
    (record,) = analyzer.analyze(["\u200b\u200b"])
    assert (record["text"], record["segments"], record["informative"]) == ("", [], False)


def test_personal_data_does_not_come_back(analyzer):
    (record,) = analyzer.analyze(["请打我电话13800138000，你们的客服态度很差。"])
    assert "13800138000" not in json.dumps(record)
    assert [redaction["type"] for redaction in record["redactions"]] == ["PHONE"]


def test_results_do_not_depend_on_the_other_texts(analyzer):
    texts = [f"{ANGRY} {n}" if n % 2 else f"{HAPPY}{n}" for n in range(20)]
    together = analyzer.analyze(texts)
    for index in (0, 7, 19):
        (alone,) = analyzer.analyze([texts[index]])
        assert alone | {"id": ""} == together[index] | {"id": ""}


def test_threads_share_one_analyzer(analyzer):
    texts = [ANGRY, HAPPY] * 3
    expected = analyzer.analyze(texts)
    with ThreadPoolExecutor(4) as pool:
        assert all(result == expected for result in pool.map(lambda _: analyzer.analyze(texts), range(4)))


def test_no_texts_no_records(analyzer):
    assert analyzer.analyze([]) == []
    assert analyzer.embed([]).shape[0] == 0


@pytest.mark.parametrize("text", ["", "x" * 100_001])
def test_empty_and_endless_texts_are_refused(analyzer, text):
    with pytest.raises(ValidationError):
        analyzer.analyze([text])


def test_embed_gives_unit_vectors_in_order(analyzer):
    vectors = analyzer.embed([ANGRY, HAPPY, ANGRY])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-5)


def test_a_frame_gets_label_columns_and_keeps_its_own(analyzer):
    frame = pd.DataFrame({"text": [ANGRY, None, "  ", HAPPY], "shop": list("abcd")}, index=[5, 6, 7, 8])
    labelled = analyzer.analyze_frame(frame)
    assert labelled.index.tolist() == [5, 6, 7, 8]
    assert labelled["shop"].tolist() == list("abcd")
    assert labelled["language"].isna().tolist() == [False, True, True, False]
    assert labelled.loc[5, "reliability"] in {"negative", "mixed"}
    assert isinstance(labelled.loc[5, "root_causes"], list)


def test_a_frame_without_the_column_is_told_which_it_has(analyzer):
    with pytest.raises(InputColumnError, match="Valid: comment"):
        analyzer.analyze_frame(pd.DataFrame({"comment": ["x"]}))


@pytest.mark.parametrize("columns", [["text", "price"], ["text", "text"]])
def test_a_frame_whose_columns_would_be_lost_is_refused(analyzer, columns):
    with pytest.raises(InputColumnError, match="Rename them"):
        analyzer.analyze_frame(pd.DataFrame([["slow", "9.50"]], columns=columns))


def test_one_text_is_not_a_list_of_texts(analyzer):
    for read in (analyzer.analyze, analyzer.embed):
        with pytest.raises(TypeError):
            read("hello")


def test_an_error_does_not_repeat_the_text(analyzer):
    with pytest.raises(ValidationError) as caught:
        analyzer.analyze(["call 13800138000 " + "x" * 100_000])
    assert "13800138000" not in str(caught.value)


def test_an_empty_frame_stays_empty_with_the_columns(analyzer):
    labelled = analyzer.analyze_frame(pd.DataFrame({"text": []}))
    assert labelled.empty
    assert "severity" in labelled.columns


def test_a_model_that_is_not_there_is_never_replaced(tmp_path):
    with pytest.raises(ModelNotFoundError):
        Analyzer(model=tmp_path)


def test_segments_cut_before_get_the_vectors_that_labelling_gave_them(analyzer):
    documents = [prepare(FeedbackRecord(id=str(index), text=text)) for index, text in enumerate((ANGRY, HAPPY))]
    labelled = analyzer.label_documents(documents)
    vectors = analyzer.encode_segments(
        [document.normalized.text for document in documents], [document.segments for document in documents]
    )
    assert [own.shape for own in vectors] == [one.vectors.shape for one in labelled]
    for own, one in zip(vectors, labelled, strict=True):
        assert np.allclose(own, one.vectors, atol=1e-5)
    assert analyzer.encode_segments([], []) == []


EXPLAINED = (
    "The receptionist was rude and rolled her eyes at my mother.",
    "We waited two hours in the rain and nobody answered the phone.",
    "The bathroom was filthy and the carpet smelled of smoke.",
    "They charged me twice for the same parcel and it never arrived.",
    "A lovely nurse sat with my son until he fell asleep.",
    "The soup was cold, and the bread was stale. Far too expensive for what you get.",
    "The app crashes whenever I try to pay my bill.",
    "客服态度恶劣，说话特别难听。",
    "等了一个多小时才上菜，催了三次都没人理。",
    "房间很脏，墙上还有霉点。",
    "說好三天到貨，結果等了九天還沒送到。",
    "護士很貼心，還主動幫我媽媽倒水。",
)
"""Written for this test."""


def test_deleting_the_words_of_an_explanation_costs_more_than_deleting_any_others(analyzer):
    """Mean over labels and seeds: each explanation's two weightiest words against two drawn from the same place."""
    rng = np.random.default_rng(0)
    chosen, drawn = [], []
    for text in EXPLAINED:
        document = prepare(FeedbackRecord(id="1", text=text))
        (analysis,) = analyzer.explain_records([document.record])
        words = [Span(a + i, a + j) for a, b in document.segments for i, j in word_spans(text[a:b])]
        for place, explanation in enumerate(analysis.explanations):
            segment = Span(0, len(text)) if explanation.segment is None else document.segments[explanation.segment]
            own = [word for word in words if segment.start <= word.start < segment.end]
            top = sorted(Span(word.start, word.end) for word in explanation.words[:2])
            if not top or len(own) < 2 * len(top):
                continue
            others = [[own[index] for index in sorted(rng.choice(len(own), len(top), replace=False))] for _ in range(4)]
            variants = [occlusion.without(document, spans) for spans in ([], top, *others)]
            curve = curves(analyzer, analysis, variants)[place]
            chosen.append(curve[0] - curve[1])
            drawn.append(curve[0] - curve[2:].mean())
    assert len(chosen) >= 12
    assert np.mean(chosen) > np.mean(drawn)


def curves(analyzer, analysis, documents):
    """Probabilities of each label of an analysis in some documents, (n_documents,) each."""
    encoding = pipeline._read(documents, analyzer._encoder, analyzer._classifier)
    return [
        target.curve for target in occlusion._targets(analysis, analyzer._classifier.probabilities(encoding, documents))
    ]


def test_an_explanation_names_words_of_its_own_segment(analyzer):
    record = analyzer.explain(ANGRY)
    assert record["explanations"]
    labels = {facet["facet"] for segment in record["segments"] for facet in segment["facets"]}
    assert labels <= {one["label"] for one in record["explanations"]}
    for one in record["explanations"]:
        drops = [word["drop"] for word in one["words"]]
        assert drops == sorted(drops, reverse=True)
        for word in one["words"]:
            assert record["text"][word["start"] : word["end"]].strip()
            if one["segment"] is not None:
                segment = record["segments"][one["segment"]]
                assert segment["start"] <= word["start"] < word["end"] <= segment["end"]


@pytest.mark.parametrize("text", ["no comment", "\u200b", "Le personnel était très impoli et nous avons attendu."])
def test_what_no_model_labelled_has_no_explanation(analyzer, text):
    assert analyzer.explain(text)["explanations"] == []
