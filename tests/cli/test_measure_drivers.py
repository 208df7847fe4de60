import csv
import io
import json

import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.errors import OptionError
from feedback_ai.store import Store
from feedback_ai.store.tables import FeedbackRow


@pytest.fixture
def filled(home_url):
    with Store.open(home_url) as store:
        file(store, complaints(60, "bad", unit="east"))
        file(store, complaints(60, "good", unit="西区", facet="empathy", sentiment="positive", cause=None))
        with store.writing() as session:
            for prefix, rating in (("bad", 1), ("good", 5)):
                session.execute(update(FeedbackRow).where(FeedbackRow.record_id.contains(prefix)).values(rating=rating))


def test_drivers_and_the_matrix_are_shown(invoke, filled):
    shown = invoke("measure", "drivers")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith("Drivers of Rating 评分, of 120 texts")
    (worst,) = [line for line in shown.stdout.splitlines() if "Reliability" in line and "negative" in line]
    assert worst.split()[2:4] == ["60", "1.00"]
    assert "-2.00 [-" in worst
    (place,) = [line for line in shown.stdout.splitlines() if "Reliability" in line and "negative" not in line]
    assert "-100 [-100, " in place
    assert any(quadrant in place for quadrant in ("Concentrate here 重点改进", "Low priority 低优先级"))
    assert "not what causes what" in shown.stdout


def test_too_few_texts_say_how_many_are_needed(invoke, filled):
    shown = invoke("measure", "drivers", "--by", "unit").stdout
    assert "unit 西区: nothing can be told: too few texts with an outcome (there are 60; 100 are needed)." in shown


def test_csv_and_json_have_the_plain_figures(invoke, filled):
    rows = list(csv.DictReader(io.StringIO(invoke("measure", "drivers", "--format", "csv").stdout)))
    assert {(row["facet"], row["sentiment"]) for row in rows} == {("reliability", "negative"), ("empathy", "positive")}
    assert float(rows[0]["impact_low"]) <= float(rows[0]["impact"])
    assert rows[0]["quadrant"]
    document = json.loads(invoke("measure", "drivers", "--format", "json").stdout)
    assert document["groups"][0]["n"] == 120


@pytest.mark.parametrize(
    "options", [("--by", "week"), ("--outcome", "nps"), ("--format", "xlsx"), ("--language", "zh")]
)
def test_a_wrong_option_is_told(invoke, filled, options):
    assert isinstance(invoke("measure", "drivers", *options).exception, OptionError)


def test_an_empty_store_has_no_drivers(invoke, home):
    assert "(there are 0; 100 are needed)" in invoke("measure", "drivers").stdout
