import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_page_lists_the_rules_that_there_are():
    page = (DOCS / "redaction.md").read_text(encoding="utf-8")
    fill = runpy.run_path(str(DOCS / "redaction_tables.py"))["fill"]
    assert fill(page) == page, "run `python docs/redaction_tables.py`"
