"""The page for users says what the code does."""

import re
import runpy
from pathlib import Path

from feedback_ai.ingest import limits
from feedback_ai.ingest.formats import WRAPPERS
from feedback_ai.ingest.profiles import PROFILES
from feedback_ai.ingest.profiles.chinese_complaints import SATISFACTION
from feedback_ai.schema import MAX_TEXT_CHARS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "ingest.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    fill = runpy.run_path(str(DOCS / "ingest_tables.py"))["fill"]
    assert fill(PAGE) == PAGE, "run `python docs/ingest_tables.py`"


def test_every_profile_and_wrapper_is_told() -> None:
    assert all(f"`{name}`" in PAGE for name in PROFILES)
    assert all(f"`{key}`" in PAGE or f".{key}`" in PAGE for key in WRAPPERS)


def test_limits_and_scales_are_those_of_the_code() -> None:
    for number in (MAX_TEXT_CHARS, limits.MAX_ROW_CHARS, limits.MAX_ELEMENT_CHARS):
        assert f"{number:,}" in PAGE
    assert f"{limits.MAX_WORKBOOK_BYTES // 2**20} MiB" in PAGE
    assert f"{limits.CHECK_BYTES // 2**20} MiB" in PAGE
    assert f"{limits.HEAD_BYTES // 2**10} KiB" in PAGE
    assert f"first {limits.SAMPLE_ROWS} dates" in PAGE
    for words, number in re.findall(r"([一-鿿]+(?: or [一-鿿]+)?) (\d)[,.]", PAGE.split("满意度 in words")[1]):
        assert all(SATISFACTION[word] == int(number) for word in words.split(" or "))
