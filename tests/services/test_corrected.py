import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audit_fakes import fill
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.schema import Facet, Sentiment
from feedback_ai.services import audits, measures
from feedback_ai.services.audit_views import SegmentLabel, TextLabels
from feedback_ai.services.corrected import load_gold
from feedback_ai.services.corrections import Judgement, SegmentJudgement, correct
from feedback_ai.services.measures import Measure
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.tables import LabelRow

SEPTEMBER = EvidenceFilter(created_from="2026-09-01", created_to="2026-10-01")  # type: ignore[arg-type]
BAD = SegmentLabel(segment_index=0, facet=Facet.RELIABILITY, sentiment=Sentiment.NEGATIVE)
TABLE = [[80, 20, 0, 0], [10, 90, 0, 0], [0, 0, 12, 0], [10, 0, 0, 40]]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle of the version that gave the labels, with figures of gold texts."""
    stances = {lang: {str(facet): TABLE for facet in Facet} for lang in ("en", "zh")}
    content = {"name": "toy", "version": "1", "dev": {"stances": stances}, "test": None}
    directory = tmp_path / "bundle"
    directory.mkdir()
    (directory / "manifest.json").write_text("{}")
    (directory / "metrics.json").write_text(json.dumps(content))
    return directory


def label(store: Store, n_bad: int, n: int = 100) -> list[TextLabels]:
    """An audit of texts of September, in which people find less to complain of than the model; what they say."""
    audit = audits.get_audit(store, audits.draw(store, "2026-09", n=n, actor="ann").id)
    said = [
        TextLabels(feedback_id=text.feedback_id, labels=(BAD,) if place < n_bad else ())
        for place, text in enumerate(audit.texts)
    ]
    audits.put_labels(store, audit.id, said, actor="ann")
    return said


def put_right(store: Store, said: Iterable[TextLabels]) -> None:
    """Corrections that say what an audit says."""
    for text in said:
        facets = {one.facet: one.sentiment for one in text.labels}
        judgement = Judgement(segments=(SegmentJudgement(index=0, facets=facets),))
        correct(store, text.feedback_id, judgement, author="ann")


def figures(measure: Measure, dimension: str = "reliability") -> dict[str, Any]:
    (row,) = measure.rows[measure.rows["dimension"] == dimension].to_dict("records")
    return {str(name): figure for name, figure in row.items()}


def test_an_audit_corrects_the_figures_of_its_month(store: Store, settings: Settings) -> None:
    fill(store)
    label(store, 45)
    measure = measures.servqual(store, SEPTEMBER, settings=settings)
    row = figures(measure)
    assert (row["negative"], row["negative_share"], row["texts"]) == (60, 100, 60)
    assert row["negative_share_corrected"] == pytest.approx(75)
    assert (row["corrected_by"], row["n_audited"]) == ("audit", 60)
    assert measure.corrections[0]["en"] == "Corrected by the audit of 2026-09 (n=60)."
    assert "2026-09" in measure.corrections[0]["zh"]
    assert "estimate" not in measure.rows


def test_without_an_audit_gold_corrects_and_the_figure_says_so(store: Store, settings: Settings, bundle: Path) -> None:
    fill(store)
    measure = measures.servqual(store, SEPTEMBER, settings=settings.model_copy(update={"model": bundle}))
    row = figures(measure)
    assert row["corrected_by"] == "gold"
    assert row["negative_share_corrected"] <= row["negative_share_corrected_high"]
    assert "gold confusion matrix of toy 1 (gold texts of development, n=524)" in measure.corrections[0]["en"]
    assert measure.before is not None
    assert row["change_corrected_low"] <= row["change_corrected"] <= row["change_corrected_high"]


def corrected_figures(measure: Measure) -> dict[str, Any]:
    names = ("n_audited", "corrected_by", *(name for name in measure.rows if "_corrected" in name))
    return {name: figures(measure)[name] for name in names}


def test_correcting_the_audited_texts_leaves_the_corrected_figures(store: Store, settings: Settings) -> None:
    fill(store, 55)
    said = label(store, 30, n=39)
    before = measures.servqual(store, SEPTEMBER, settings=settings)
    assert figures(before)["n_audited"] == 39
    assert figures(before)["negative_share_corrected"] == pytest.approx(100 * 30 / 39)
    put_right(store, said)
    after = measures.servqual(store, SEPTEMBER, settings=settings)
    assert corrected_figures(after) == pytest.approx(corrected_figures(before), nan_ok=True)
    # What counts labels in force counts the corrections: 9 of 55 texts complain no more.
    assert (figures(after)["negative"], figures(after)["texts"]) == (46, 55)
    assert figures(after)["negative_share"] == pytest.approx(100 * 46 / 55)


def test_corrections_leave_what_gold_corrects(store: Store, settings: Settings, bundle: Path) -> None:
    ids = fill(store)
    own = settings.model_copy(update={"model": bundle})
    before = measures.servqual(store, SEPTEMBER, settings=own)
    put_right(store, [TextLabels(feedback_id=id_, labels=()) for id_ in sorted(ids.values())[:20]])
    after = measures.servqual(store, SEPTEMBER, settings=own)
    assert corrected_figures(after) == pytest.approx(corrected_figures(before), nan_ok=True)
    assert figures(after)["negative"] < figures(before)["negative"]


def test_labels_of_another_model_are_not_corrected_by_gold(store: Store, settings: Settings, bundle: Path) -> None:
    fill(store)
    path = bundle / "metrics.json"
    path.write_text(path.read_text().replace('"version": "1"', '"version": "2"'))
    measure = measures.servqual(store, SEPTEMBER, settings=settings.model_copy(update={"model": bundle}))
    assert figures(measure)["corrected_by"] is None
    assert "not all of the model" in measure.corrections[0]["en"]


def test_without_figures_nothing_is_corrected(store: Store, settings: Settings, tmp_path: Path) -> None:
    fill(store)
    measure = measures.servqual(store, settings=settings.model_copy(update={"model": tmp_path / "none"}))
    assert np.isnan(figures(measure)["score_corrected"])
    assert "no figures of gold texts" in measure.corrections[0]["en"]
    assert figures(measure)["n"] == 65


@pytest.mark.parametrize("content", ["", "{", '{"dev": {}}', '{"dev": null, "test": null}'])
def test_metrics_without_stances_are_no_figures(settings: Settings, bundle: Path, content: str) -> None:
    (bundle / "metrics.json").write_text(content)
    assert load_gold(settings.model_copy(update={"model": bundle})) is None


def test_test_texts_come_before_dev_texts(settings: Settings, bundle: Path) -> None:
    path = bundle / "metrics.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "test": content["dev"]}))
    gold = load_gold(settings.model_copy(update={"model": bundle}))
    assert gold is not None
    assert (gold.part, gold.n) == ("test", 524)


def test_abstained_texts_are_counted_apart(store: Store, settings: Settings) -> None:
    file(store, complaints(4, "sure"))
    file(store, complaints(3, "open", facet="empathy"))
    with store.writing() as session:
        session.execute(
            update(LabelRow).where(LabelRow.kind == "facet", LabelRow.name == "empathy").values(abstained=True)
        )
    measure = measures.servqual(store, settings=settings)
    assert (figures(measure, "empathy")["n"], figures(measure, "empathy")["abstained"]) == (0, 3)
    assert (figures(measure)["n"], figures(measure)["abstained"]) == (4, 0)
    by_unit = measures.servqual(store, by="unit", settings=settings)
    assert figures(by_unit, "empathy")["abstained"] == 3
