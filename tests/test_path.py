"""One complaint through every room by its public function: the walk that docs/path.md tells."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import report_fakes

from feedback_ai.artifacts import locate_bundle, open_bundle
from feedback_ai.backlog.items import SplitRules, find_problems, unhappy_segments
from feedback_ai.backlog.priority import prioritize
from feedback_ai.backlog.titles import title
from feedback_ai.backlog.window import Window
from feedback_ai.classify import Classifier
from feedback_ai.embed import Encoder
from feedback_ai.ingest import read
from feedback_ai.measure.journey import load_journey
from feedback_ai.measure.servqual import servqual_scores
from feedback_ai.normalize import normalize
from feedback_ai.pipeline import label, prepare
from feedback_ai.report.render import render
from feedback_ai.segment import split
from feedback_ai.topics import Prototypes, assign
from feedback_ai.triage.routing import load_rules

PAGE = Path(__file__).resolve().parents[1] / "docs" / "path.md"
ROW = (
    '{"id": "T-1", "created_at": "2026-09-01T09:30:00Z", "unit": "clinic-east", "text": '
    '"I am Tom Baker. I waited two hours past my appointment and nobody told us why."}\n'
)
RULES = '[[rule]]\nteam = "Clinic managers"\nunit = ["clinic-east"]\ndimension = ["responsiveness"]\n'


def test_one_complaint_walks_through_every_room(tmp_path):
    file = tmp_path / "desk.jsonl"
    file.write_text(ROW, encoding="utf-8")
    with read(file, source="desk") as reading:
        (record,) = reading

    normalized = normalize(record.text, record.language)
    assert normalized.text.startswith("I am <NAME>.")
    segments = split(normalized.text, normalized.language)
    assert [normalized.text[start:end].strip() for start, end in segments] == [
        "I am <NAME>.",
        "I waited two hours past my appointment and nobody told us why.",
    ]

    bundle = open_bundle(locate_bundle(None))
    encoder, classifier = Encoder(bundle.path("encoder")), Classifier.load(bundle.directory)
    document = prepare(record)
    encoding = encoder.encode([normalized.text], [segments], classifier.token_map)
    (labels,) = classifier.classify(encoding, [document])
    (labelled,) = label([document], encoder, classifier, bundle.info)
    analysis = labelled.analysis
    assert analysis.segments == labels.segments
    np.testing.assert_allclose(labelled.vectors, encoder.to_space(encoding.segment_layers), atol=1e-5)
    waited = analysis.segments[1]
    judged = {facet.facet: facet for facet in waited.facets}
    assert judged["responsiveness"].sentiment == "negative"
    assert analysis.intent.label == "complaint"

    waiting = Prototypes(np.array([7]), labelled.vectors[1:2], cut=0.6)
    assert assign(labelled.vectors, waiting).topic_of(1) == 7

    journey = load_journey()
    texts, mentions, causes, topics = frames(analysis, record, journey)
    scores = servqual_scores(texts, mentions).set_index("dimension")
    assert scores.loc["responsiveness", ["n", "negative", "positive"]].tolist() == [1, 1, 0]
    assert 1 <= scores.loc["responsiveness", "score"] < 4

    rules_file = tmp_path / "routing.toml"
    rules_file.write_text(RULES, encoding="utf-8")
    case = {"unit": record.unit, "dimension": {str(facet) for facet in judged}, "language": str(analysis.language)}
    assert load_rules(rules_file).team_of(case) == "Clinic managers"

    (problem,) = find_problems(unhappy_segments(texts, mentions, causes, topics), SplitRules(min_texts=1))
    assert (problem.key.topic_id, problem.key.dimension, problem.key.unit) == (7, "responsiveness", "clinic-east")
    named = title({"en": "waiting", "zh": "等候"}, problem.key)
    (priority,) = prioritize([(problem, named)], texts, Window.of(datetime(2026, 10, 1, tzinfo=UTC), weeks=26))
    assert 0 < priority.value <= 100

    start, end = waited.start, waited.end
    said = report_fakes.quote(analysis.text[start:end].strip(), record.id)
    critical = replace(report_fakes.report_data().critical, quotes=(said,))
    for lang in ("en", "zh"):
        page = render(report_fakes.report_data(critical=critical), lang, "html")
        assert said.text in page
        assert "Tom Baker" not in page


def frames(analysis, record, journey):
    """The labels as the frames that `services.evidence` makes from a store."""
    key = {"feedback_id": record.id}
    texts = pd.DataFrame(
        [
            {
                **key,
                "unit": record.unit,
                "touchpoint": record.touchpoint or journey.touchpoint_of(analysis.text, analysis.language),
                "severity": analysis.severity.label,
                "created_at": record.created_at,
                "customer": None,
            }
        ]
    )
    mentions = [
        {**key, "segment_index": segment.index, "facet": str(facet.facet), "sentiment": str(facet.sentiment)}
        | {"probability": facet.confidence}
        for segment in analysis.segments
        for facet in segment.facets
    ]
    causes = [
        {**key, "segment_index": segment.index, "cause": str(cause.cause), "probability": cause.confidence}
        for segment in analysis.segments
        for cause in segment.root_causes
    ]
    topics = pd.DataFrame([{**key, "segment_index": 1, "topic_id": 7}]).astype({"topic_id": "Int64"})
    columns = ["feedback_id", "segment_index", "cause", "probability"]
    return texts, pd.DataFrame(mentions), pd.DataFrame(causes, columns=columns), topics


def test_the_page_tells_the_walk_with_the_real_names():
    import importlib

    names = re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)\.([A-Za-z_]+)\(", PAGE.read_text(encoding="utf-8"))
    assert len(names) >= 12
    for module, name in names:
        assert hasattr(importlib.import_module(f"feedback_ai.{module}"), name), f"{module}.{name}"
