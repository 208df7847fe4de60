"""What every export of a table must do, whatever its format."""

import csv
import io
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from feedback_ai.errors import OptionError
from feedback_ai.services.backlog_export import EVIDENCE, SEPARATOR, table
from feedback_ai.services.backlog_views import ItemView
from feedback_ai.services.sheets import FORMATS, MAX_CELL_CHARS, Cell, safe_cell, to_bytes

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HARMFUL = ("=1+1", '=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n\n@x", "＝1+1")

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
risky = st.builds(lambda start, rest: start + rest, st.sampled_from(FORMULA_STARTS), words)
numbers = st.floats(-1e9, 1e9).map(lambda value: round(value, 4)) | st.sampled_from([0.0, 1.0, math.nan, -math.inf])
cells = st.none() | words | risky | st.sampled_from(HARMFUL) | st.integers(-(2**50), 2**50) | numbers
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [["" if cell is None else unescape(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return rows


READERS = {"csv": read_csv, "xlsx": read_xlsx}


@given(tables)
def test_all_formats_give_the_same_cells(rows: list[list[Cell]]) -> None:
    expected = [["" if (safe := safe_cell(cell)) is None else str(safe) for cell in row] for row in rows]
    width = max(len(row) for row in rows)
    for format in FORMATS:
        read = READERS[format](to_bytes(rows, format, title="table"))
        padded = [[*row, *[""] * (width - len(row))] for row in read]
        # A workbook does not keep rows at its end that are empty throughout.
        padded += [[""] * width for _ in range(len(expected) - len(padded))]
        assert padded == expected, format


@given(cells)
def test_no_cell_can_act_as_a_formula(cell: Cell) -> None:
    safe = safe_cell(cell)
    if isinstance(safe, str):
        assert not safe.startswith(FORMULA_STARTS)
        assert safe_cell(safe) == safe
    elif isinstance(cell, float) and not math.isfinite(cell):
        assert safe is None
    else:
        assert safe == cell


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=60))
def test_nothing_is_lost_but_white_space(text: str) -> None:
    line = " ".join(text.split())
    assert safe_cell(text) == (f"'{line}" if line.startswith(FORMULA_STARTS) else line)


def test_what_a_workbook_cannot_hold_is_marked() -> None:
    assert safe_cell("a\0b\x1bc\ufffed") == "a\ufffdb\ufffdc\ufffdd"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "text",
    [
        "服务太慢，等了三天",
        "櫃檯人員很親切。",
        "「无法激活」—— eSIM",
        "𠮷野家 😀",
        "全角　空格",
        "naïve café",
        "_x0041_",
    ],
)
def test_chinese_and_other_scripts_stay_intact(format: str, text: str) -> None:
    content = to_bytes([["h"], [text]], format, title="table")
    assert READERS[format](content)[1] == [" ".join(text.split())]
    if format == "csv":
        assert content.startswith(b"\xef\xbb\xbf")


def test_a_text_that_is_longer_than_a_cell_is_cut_where_one_sees_it() -> None:
    safe = safe_cell("长" * 40_000)
    assert isinstance(safe, str)
    assert len(safe) == MAX_CELL_CHARS
    assert safe.endswith("…")


def test_another_format_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(OptionError, match="csv, xlsx"):
        to_bytes([["a"]], "ods", title="table")


def item(**changes: object) -> ItemView:
    why = {"en": "= 5 texts", "zh": "5 条"}
    parts = {name: {"value": 0.5, "weight": 0.25, "why": why} for name in ("severity", "frequency", "trend", "reach")}
    now = datetime(2026, 9, 30, tzinfo=UTC)
    values: dict[str, object] = {
        "id": 7,
        "title": {"en": "esim: reliability", "zh": "激活：可靠性"},
        "topic_id": 1,
        "topic": {"en": "esim", "zh": "激活"},
        "cause": "machine",
        "dimension": "reliability",
        "unit": "mobile-care",
        "state": "plan",
        "owner": "=cmd|' /C calc'!A0",
        "team": None,
        "due_at": now,
        "priority": 50.0,
        "parts": parts,
        "n_texts": 3,
        "seen": True,
        "window_to": now,
        "first_seen": now,
        "last_seen": now,
        "created_at": now,
        "updated_at": now,
    }
    return ItemView.model_validate(values | changes)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_backlog_loses_no_record_id_however_many_there_are(format: str, lang: str) -> None:
    ids = [f"记录-{number:06}" for number in range(9_000)]
    few = ["=1", "A-1"]
    rows = table([item(), item(id=8)], {7: ids, 8: few}, lang)  # type: ignore[arg-type]
    header, first, second = READERS[format](to_bytes(rows, format, title="backlog"))
    at = header.index(EVIDENCE[lang])
    assert SEPARATOR.join(cell for cell in first[at:] if cell).split(SEPARATOR) == ids
    assert second[at] == "'=1; A-1"
    assert len(header) == len(first)
    assert not any(cell.startswith(FORMULA_STARTS) for row in (first, second) for cell in row)


def test_a_backlog_speaks_the_language_asked_for() -> None:
    english = dict(zip(*table([item()], {7: ["A-1"]}, "en"), strict=True))
    chinese = dict(zip(*table([item()], {7: ["A-1"]}, "zh"), strict=True))
    assert (english["title"], english["cause"], english["due"]) == (
        "esim: reliability",
        "Equipment and systems",
        "2026-09-30",
    )
    assert (chinese["改进项"], chinese["原因"], chinese["状态"], chinese["证据"]) == (
        "激活：可靠性",
        "设备与系统",
        "计划",
        "A-1",
    )
    assert chinese["严重度说明"] == "5 条"


def test_a_backlog_without_items_still_has_its_header() -> None:
    (header,) = table([], {}, "en")
    assert header[-1] == "evidence"
