import csv
from pathlib import Path

import pytest
from backlog_fakes import complaints, file
from openpyxl import load_workbook
from sqlalchemy import update

from feedback_ai.errors import OptionError, OutputError
from feedback_ai.services import backlog
from feedback_ai.services.backlog_export import check_lang, export
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.tables import BacklogItemRow


@pytest.fixture
def filled(store: Store, settings: Settings) -> Store:
    file(store, [*complaints(6, "a"), *complaints(9, "=b", unit="clinic", severity="S1")])
    backlog.build(store, actor="ann", settings=settings)
    return store


def test_a_file_has_a_row_an_item_in_order_of_priority(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "backlog.csv"
    export(filled, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    items = backlog.list_items(filled)
    assert [int(row["id"]) for row in rows] == [item.id for item in items]
    assert [row["title"] for row in rows] == [item.title.en for item in items]
    assert rows[1]["evidence"] == "; ".join(f"a-{number:03}" for number in range(6))
    assert rows[0]["evidence"].startswith("'=b-000; =b-001")
    for part, shown in items[0].parts.items():
        assert float(rows[0][part]) == shown.factor, part
    assert rows[0]["why severity"].startswith("9 S1; ")


def test_items_that_the_last_build_did_not_see_come_last_and_say_so(filled: Store, tmp_path: Path) -> None:
    seen, lost = (item.id for item in backlog.list_items(filled))
    with filled.writing() as session:
        session.execute(update(BacklogItemRow).where(BacklogItemRow.id == lost).values(seen=False, priority=100.0))
    path = tmp_path / "backlog.csv"
    for lang, key, told in (
        ("en", "seen by the last build", ["yes", "no"]),
        ("zh", "最近一次构建中出现", ["是", "否"]),
    ):
        export(filled, path, lang=lang)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            assert [row[key] for row in csv.DictReader(stream)] == told
    backlog.update_item(filled, seen, actor="bob", state="closed", note="Not ours.")
    export(filled, path, open_only=False)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert {row["state"]: row["seen by the last build"] for row in csv.DictReader(stream)} == {
            "closed": "",
            "plan": "no",
        }


def test_a_workbook_is_written_in_chinese(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "待办.XLSX"
    export(filled, path, lang="zh")
    header, first, *_ = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    told = dict(zip(header, first, strict=True))
    assert told["改进项"] == "激活 · 手机：可靠性，设备与系统（clinic）"
    assert told["文本数"] == 9


def test_closed_items_are_left_out_unless_asked_for(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "backlog.csv"
    backlog.update_item(filled, backlog.list_items(filled)[0].id, actor="bob", state="closed", note="Not ours.")
    for open_only, lines in ((True, 2), (False, 3)):
        export(filled, path, "csv", open_only=open_only)
        assert len(path.read_text(encoding="utf-8-sig").splitlines()) == lines


@pytest.mark.parametrize(("name", "options"), [("backlog", {}), ("backlog.pdf", {}), ("b.csv", {"lang": "fr"})])
def test_another_format_or_language_is_refused(
    filled: Store, tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    with pytest.raises(OptionError, match="Valid"):
        export(filled, tmp_path / name, **options)
    assert not list(tmp_path.glob("b*.*v"))


def test_a_place_that_cannot_be_written_is_told(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        export(filled, tmp_path / "none" / "backlog.csv")


def test_languages_are_two() -> None:
    assert [check_lang(lang) for lang in ("en", "zh")] == ["en", "zh"]
