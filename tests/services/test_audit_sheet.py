from pathlib import Path

import pytest
from audit_fakes import Marks, fill, read_csv, write_filled

from feedback_ai.errors import InputColumnError, InputError, OptionError
from feedback_ai.schema import Facet, Sentiment
from feedback_ai.services import audits
from feedback_ai.services.audit_sheet import CODEBOOK, HEADINGS, import_sheet, write_sheet
from feedback_ai.services.audit_views import AuditDetail
from feedback_ai.store import Store


@pytest.fixture
def audit(store: Store) -> AuditDetail:
    fill(store, 12)
    return audits.get_audit(store, audits.draw(store, "2026-09", n=10, actor="ann", seed=3).id)


def labels_of(store: Store, audit: AuditDetail) -> dict[str, list[tuple[str, str]]]:
    """What people said, by record id, of the texts that they labelled."""
    return {
        text.record_id: [(str(label.facet), str(label.sentiment)) for label in text.labels]
        for text in audits.get_audit(store, audit.id).texts
        if text.labelled_at
    }


def test_the_sheet_has_the_texts_and_no_answers(audit: AuditDetail, tmp_path: Path) -> None:
    write_sheet(audit, str(tmp_path / "audit.csv"))
    content = (tmp_path / "audit.csv").read_text(encoding="utf-8")
    rows = read_csv(content)
    assert [row["text_id"] for row in rows] == [text.feedback_id for text in audit.texts]
    assert rows[0]["words"] == rows[0]["text"] == audit.texts[0].text
    assert not any(row[name] for row in rows for name in (*map(str, Facet), "done"))
    assert "negative" not in content
    assert "tangibles 有形性" in content
    assert rows[0]["codebook"].startswith("Read the whole text first.")


def test_the_codebook_in_short_names_every_facet_in_both_languages() -> None:
    for words in CODEBOOK.values():
        assert set(words) == {"", *Facet}
    assert set(HEADINGS) >= set(map(str, Facet))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_comes_back_as_people_filled_it_in(
    store: Store, audit: AuditDetail, tmp_path: Path, ending: str
) -> None:
    one, two, three, *_ = (text.record_id for text in audit.texts)
    marks: Marks = {
        one: {"reliability": -1, "price": "１", "done": "x"},
        two: {"empathy": "中性", "product": "−1", "done": "是"},
        three: {"done": "X"},
    }
    summary = import_sheet(store, str(write_filled(audit, marks, tmp_path / f"a.{ending}")), actor="bo")
    assert (summary.n_taken, summary.refused, summary.audit.n_labelled) == (3, (), 3)
    assert labels_of(store, audit) == {
        one: [("price", "positive"), ("reliability", "negative")],
        two: [("empathy", "neutral"), ("product", "negative")],
        three: [],
    }


def test_rows_that_cannot_be_read_are_refused_and_the_rest_is_taken(
    store: Store, audit: AuditDetail, tmp_path: Path
) -> None:
    one, two, three, four, *_ = (text.record_id for text in audit.texts)
    marks: Marks = {
        one: {"reliability": "bad", "done": "x"},
        two: {"reliability": -1},
        three: {"reliability": -1, "done": "later"},
        four: {"reliability": -1, "done": "x"},
    }
    summary = import_sheet(store, str(write_filled(audit, marks, tmp_path / "a.csv")), actor="bo")
    assert [(row.row, row.code) for row in summary.refused] == [
        (1, "audit_label_unreadable"),
        (2, "audit_not_done"),
        (3, "audit_done_unreadable"),
    ]
    assert labels_of(store, audit) == {four: [("reliability", str(Sentiment.NEGATIVE))]}


def test_repeating_an_import_changes_nothing(store: Store, audit: AuditDetail, tmp_path: Path) -> None:
    marks = {text.record_id: {"empathy": 1, "done": "x"} for text in audit.texts}
    path = str(write_filled(audit, marks, tmp_path / "a.csv"))
    first = import_sheet(store, path, actor="bo")
    before = labels_of(store, audit)
    assert import_sheet(store, path, actor="bo").audit == first.audit
    assert labels_of(store, audit) == before


def test_what_is_no_sheet_is_refused(store: Store, audit: AuditDetail, tmp_path: Path) -> None:
    for name, content, error in (
        ("a.csv", "audit,text_id\n1,2\n", InputColumnError),
        ("b.csv", "", InputError),
        ("c.jsonl", "{}", InputError),
    ):
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(error):
            import_sheet(store, str(path), actor="bo")
    with pytest.raises(OptionError):
        write_sheet(audit, str(tmp_path / "a.pdf"))
