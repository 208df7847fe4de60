from datetime import UTC, date, datetime

import pandas as pd
import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.errors import OptionError, SettingError
from feedback_ai.services.indicators import indicators
from feedback_ai.services.series import import_series
from feedback_ai.store.tables import FeedbackRow

REGISTER = """
[[scale]]
source = "test"
kind = "nps"

[[indicator]]
name = "nps"
labels = { en = "NPS", zh = "净推荐值" }
kind = "customer_experience"
formula = "nps"
direction = "higher"
target = 0
benchmark = "best_unit"
owner = "Head of service"

[[indicator]]
name = "answer"
labels = { en = "Time to answer", zh = "答复时间" }
kind = "operational"
formula = "first_response"
direction = "lower"
unit = "hours"

[[indicator]]
name = "uptime"
labels = { en = "Uptime of the app", zh = "应用可用率" }
kind = "technical"
formula = "series"
direction = "higher"
unit = "%"

[[standard]]
name = "quick"
labels = { en = "A person answers within a day", zh = "一天内由专人答复" }
touchpoint = "end"
element = "people"
measure = "answer"
target = 24
direction = "lower"
by = 2026-06-30
review = 2026-12-31
owner = "Head of service"

[[standard]]
name = "works"
labels = { en = "The app works", zh = "应用可用" }
touchpoint = "process"
element = "software"
measure = "uptime"
target = 99
direction = "higher"
by = 2026-06-30
review = 2026-08-31
owner = "Head of IT"
"""


@pytest.fixture
def registered(store, settings, tmp_path):
    """A store with ratings of 2026-08 and 2026-09, and settings with a register of its own."""
    file(store, complaints(40, "late", days_ago=10, unit="east"))
    file(store, complaints(35, "early", days_ago=40, unit="west"))
    with store.writing() as session:
        for prefix, rating in (("late", 10), ("early", 3)):
            session.execute(update(FeedbackRow).where(FeedbackRow.record_id.contains(prefix)).values(rating=rating))
    path = tmp_path / "indicators.toml"
    path.write_text(REGISTER, "utf-8")
    return settings.model_copy(update={"indicators": path})


def put(store, settings, tmp_path, name, content):
    path = tmp_path / "series.csv"
    path.write_text(content, "utf-8")
    import_series(store, path, name, settings=settings)


def test_indicators_stand_against_target_and_benchmark(store, registered):
    document = indicators(store, settings=registered, today=date(2026, 9, 30)).document()
    assert (document["n_texts"], document["n_undated"], document["versions"]) == (75, 0, ["1 / 1.1"])
    august, september, answer, uptime = document["rows"]
    assert (august["period"], august["value"], august["verdict"]) == ("2026-08", -100, "not_met")
    assert (september["period"], september["value"], september["verdict"]) == ("2026-09", 100, "met")
    assert (september["benchmark"], september["benchmark_unit"]) == (100, "east")
    assert september["verdict_name"] == {"en": "met", "zh": "达标"}
    assert september["name"]["zh"] == "净推荐值"
    assert (answer["missing"], answer["value"], answer["verdict"]) == ("cases", None, None)
    assert uptime["missing_name"]["zh"] == "未导入数据"


def test_groups_are_named(store, registered):
    document = indicators(store, by="unit", settings=registered).document()
    rows = [row for row in document["rows"] if row["indicator"] == "nps"]
    assert [(row["group"], row["group_name"]["en"]) for row in rows] == [("west", "west"), ("east", "east")]
    by_touchpoint = indicators(store, by="touchpoint", settings=registered).document()["rows"]
    assert by_touchpoint[0]["group_name"] == {"en": "End", "zh": "结束"}


def test_a_time_keeps_what_lies_within(store, registered, tmp_path):
    put(store, registered, tmp_path, "uptime", "period,value\n2026-08,99.5\n2026-09,98\n")
    september = {"start": datetime(2026, 9, 1), "end": datetime(2026, 10, 1, tzinfo=UTC)}
    document = indicators(store, settings=registered, **september).document()
    assert {row["period"] for row in document["rows"]} == {"2026-09", ""}
    assert document["n_texts"] == 40
    with pytest.raises(OptionError, match="not after its start"):
        indicators(store, settings=registered, start=september["end"], end=september["start"])


def test_standards_tell_every_time_beside_the_average(store, registered, tmp_path):
    content = "period,unit,value\n2026-07,east,99.9\n2026-08,east,99.8\n2026-09,east,98.5\n"
    put(store, registered, tmp_path, "uptime", content)
    quick, works = indicators(store, settings=registered, today=date(2026, 9, 30)).document()["standards"]
    assert (works["n"], works["met"], works["every_time"]) == (3, 2, False)
    assert works["average_met"] is True
    assert (works["due"], works["overdue"]) == (True, True)
    assert works["touchpoint_name"] == {"en": "Process", "zh": "过程"}
    assert works["element_name"] == {"en": "Software", "zh": "软件"}
    assert (quick["n"], quick["share"], quick["overdue"]) == (0, None, False)


def test_the_times_of_cases_are_counted(store, registered, monkeypatch):
    times = pd.DataFrame({"first_response_h": [1.0, 2.0, 30.0, None, None], "waiting_h": [None, None, 40.0, None, 3.0]})
    times = times.assign(resolution_h=None, followed_up=None, unit="east", touchpoint="end", channel=None)
    times["created_at"] = pd.to_datetime(["2026-09-01"] * 5, utc=True)
    monkeypatch.setattr("feedback_ai.services.indicators.case_times", lambda *given: times)
    document = indicators(store, settings=registered).document()
    (answer,) = [row for row in document["rows"] if row["indicator"] == "answer"]
    assert (answer["value"], answer["n"], answer["basis"]) == (2, 3, "stored")
    assert (document["standards"][0]["met"], document["standards"][0]["n"]) == (2, 4)  # one was closed unanswered


def test_the_built_in_register_says_what_is_missing(store, settings):
    document = indicators(store, settings=settings).document()
    missing = {row["indicator"]: row["missing"] for row in document["rows"]}
    assert missing == {
        **dict.fromkeys(("nps", "csat", "ces"), "scale"),
        "net_sentiment": "texts",
        "complaint_rate": "contacts",
        "decided_texts": "analysed",
        "churn": "series",
        **dict.fromkeys(("first_response", "resolution_time", "follow_up_rate"), "cases"),
    }
    assert all(row["value"] is None for row in document["rows"])
    assert document["standards"] == []


def test_wrong_options_and_files_are_told(store, settings, tmp_path):
    with pytest.raises(OptionError, match="channel"):
        indicators(store, by="week", settings=settings)
    path = tmp_path / "bad.toml"
    path.write_text(REGISTER.replace("target = 24\n", ""), "utf-8")
    with pytest.raises(SettingError, match=r"standard 1 .'quick'.: its target has no number"):
        indicators(store, settings=settings.model_copy(update={"indicators": path}))


def test_a_standard_at_a_touchpoint_that_ones_own_journey_lacks_is_refused(store, settings, tmp_path):
    register, journey = tmp_path / "register.toml", tmp_path / "journey.toml"
    register.write_text(REGISTER, "utf-8")
    journey.write_text('[[touchpoint]]\nname = "process"\n[[touchpoint]]\nname = "bill"\n', "utf-8")
    own = settings.model_copy(update={"indicators": register})
    assert indicators(store, settings=own).standards
    with pytest.raises(SettingError, match=r"standard 1 .'quick'., touchpoint: the journey has no 'end'") as caught:
        indicators(store, settings=own.model_copy(update={"journey": journey}))
    assert caught.value.options == ("process", "bill")
