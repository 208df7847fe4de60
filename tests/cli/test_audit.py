import json
from pathlib import Path

import pytest
from audit_fakes import fill, read_csv, write_filled

from feedback_ai.cli.options import EXIT_REFUSED
from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.audits import get_audit
from feedback_ai.store import Store


@pytest.fixture
def store(home_url):
    with Store.open(home_url) as opened:
        fill(opened)
        yield opened


def test_a_sample_is_drawn_labelled_and_corrects_the_measures(invoke, store, tmp_path):
    sheet = tmp_path / "september.csv"
    drawn = invoke("audit", "sample", "--month", "2026-09", "--n", "40", "--output", sheet)
    assert drawn.exit_code == 0, drawn.output
    assert drawn.stdout == "audit 1: 40 of 60 texts of 2026-09\n"
    assert len(read_csv(sheet.read_text(encoding="utf-8"))) == 40
    records = [text.record_id for text in get_audit(store, 1).texts]
    marks = {record: {"reliability": -1, "done": "x"} for record in records[:30]}
    marks |= {record: {"done": "x"} for record in records[30:]}
    taken = invoke("audit", "import", write_filled(get_audit(store, 1), marks, sheet))
    assert taken.exit_code == 0, taken.output
    assert "took the labels of 40 texts; audit 1 of 2026-09: 40 of 40 texts labelled" in taken.stdout
    shown = invoke("measure", "servqual", "--from", "2026-09-01", "--to", "2026-10-01").stdout
    assert "Corrected by the audit of 2026-09 (n=40)." in shown
    corrected = shown.split("corrected for the model's errors\n")[1]
    (reliability,) = [line.split() for line in corrected.splitlines() if "Reliability" in line]
    assert reliability[1] == "100"
    assert reliability[4] == "75"
    assert "audit, n=40" in corrected


def test_rows_that_are_refused_are_told_beside_the_sheet(invoke, store, tmp_path):
    invoke("audit", "sample", "--month", "2026-09", "--n", "5")
    first, second, *_ = (text.record_id for text in get_audit(store, 1).texts)
    marks = {first: {"price": "dear", "done": "x"}, second: {"done": "x"}}
    sheet = write_filled(get_audit(store, 1), marks, tmp_path / "a.csv")
    taken = invoke("audit", "import", sheet)
    assert taken.exit_code == EXIT_REFUSED
    assert "took the labels of 1 texts" in taken.stdout
    assert "refused 1 rows: 1 audit_label_unreadable" in taken.stderr
    told = json.loads(Path(f"{sheet}.errors.jsonl").read_text(encoding="utf-8"))
    assert (told["row"], told["code"]) == (1, "audit_label_unreadable")


def test_audits_are_listed_and_shown(invoke, store, tmp_path):
    invoke("audit", "sample", "--month", "2026-09", "--n", "5", "--actor", "ann")
    assert invoke("audit", "list").stdout.split()[-6:] == ["1", "2026-09", "5", "0", "60", "ann"]
    assert "drawn by ann" in invoke("audit", "show", 1).stdout
    assert invoke("audit", "show", 1, "--output", tmp_path / "again.xlsx").exit_code == 0
    (listed,) = json.loads(invoke("audit", "list", "--format", "json").stdout)
    detail = json.loads(invoke("audit", "show", 1, "--format", "json").stdout)
    assert {name: detail[name] for name in listed} == listed
    assert len(detail["texts"]) == 5


def test_all_of_it_is_told_in_chinese(invoke, store, tmp_path):
    chinese = ("--lang", "zh")
    drawn = invoke("audit", "sample", "--month", "2026-09", "--n", "5", *chinese)
    assert drawn.stdout == "抽查 1：2026-09 的 60 条文本中抽取 5 条\n"
    assert drawn.stderr == "`feedback-ai audit show 1 --output FILE` 可写出标注表\n"
    assert invoke("audit", "list", *chinese).stdout.split()[:3] == ["编号", "月份", "文本"]
    assert "该月现有文本：60 条" in invoke("audit", "show", 1, *chinese).stdout
    first, *_ = (text.record_id for text in get_audit(store, 1).texts)
    sheet = write_filled(get_audit(store, 1), {first: {"price": "dear", "done": "x"}}, tmp_path / "a.csv")
    taken = invoke("audit", "import", sheet, *chinese)
    assert taken.stdout == "已采用 0 条文本的标注；2026-09 的抽查 1：5 条文本中已标注 0 条\n"
    assert taken.stderr.startswith("拒收 1 行：1 行单元格不是 -1、0、1，也不为空（audit_label_unreadable）；见 ")


def test_what_cannot_be_done_is_told(invoke, store, tmp_path):
    assert isinstance(invoke("audit", "show", 9).exception, NotFoundError)
    wrong = invoke("audit", "sample", "--month", "2026-09", "--output", tmp_path / "a.pdf")
    assert isinstance(wrong.exception, OptionError)
    assert invoke("audit", "list", "--format", "json").stdout.strip() == "[]"
