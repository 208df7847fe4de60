import pytest

from training.evaluate.openings import HEADING, log_opening

FIGURE = {"value": 0.7, "low": 0.6, "high": 0.8}


@pytest.fixture
def metrics():
    english = dict.fromkeys(("servqual", "servqual_with_polarity", "root_causes", "sentiment"), FIGURE)
    pooled = {"severity": FIGURE, "critical_recall": FIGURE, "critical_flagged": FIGURE | {"value": 0.12}}
    test = {"product": {"en": english, "zh": {"servqual": FIGURE}}, "pooled": pooled}
    return {"name": "toy", "version": "1.0.0", "manifest": "abcdef", "test": test}


def test_every_opening_is_counted_in_one_line(metrics, tmp_path):
    path = tmp_path / "log.md"
    path.write_text("# Log\n\n| 9 | a row of another table |\n", encoding="utf-8")
    assert [log_opening(metrics, path) for _ in range(2)] == [1, 2]
    rows = [line for line in path.read_text(encoding="utf-8").split("\n") if "toy 1.0.0" in line]
    assert len(rows) == 2
    assert rows[1].startswith("| 2 | ")
    assert "| abcdef | 0.700 / 0.700 | 0.700 / - |" in rows[1]
    assert rows[1].endswith("| 0.700 | 0.700 / 0.120 |")


def test_what_stands_after_the_table_stays_after_it(metrics, tmp_path):
    path = tmp_path / "log.md"
    path.write_text("# Log\n", encoding="utf-8")
    log_opening(metrics, path)
    path.write_text(path.read_text(encoding="utf-8") + "\n## Later\n\nwords\n", encoding="utf-8")
    assert log_opening(metrics, path) == 2
    text = path.read_text(encoding="utf-8")
    assert text.index("| 2 | ") < text.index("## Later")
    assert text.count(HEADING) == 1
    assert text.endswith("## Later\n\nwords\n")
