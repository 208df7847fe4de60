import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_what_size_of_store_sees_what_is_as_the_benchmark_has_it():
    page = (DOCS / "topics.md").read_text(encoding="utf-8")
    found = runpy.run_path(str(DOCS / "topics_tables.py"))["fill"](page)
    assert found == page, "run `python docs/topics_tables.py`"
    assert found.count("texts a day") >= 2
