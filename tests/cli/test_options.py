from datetime import datetime
from pathlib import Path

import pytest

from feedback_ai.cli.options import asked_lang, moment, tell_refused
from feedback_ai.errors import OptionError
from feedback_ai.schema.messages import error_line
from feedback_ai.settings import get_settings


@pytest.mark.parametrize(
    ("arguments", "environment", "asked"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "FEEDBACK_AI_LANG": "en"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "FEEDBACK_AI_LANG": "zh"}, "zh"),
        ([], {"LANG": "zh_TW.UTF-8", "FEEDBACK_AI_LANG": "fr"}, "zh"),
        ([], {"LANG": "en_US.UTF-8", "FEEDBACK_AI_LANG": "zh", "FEEDBACK_AI_BATCH_SIZE": "many"}, "zh"),
        (["cases", "show", "7", "--lang", "zh"], {"FEEDBACK_AI_LANG": "en"}, "zh"),
        (["report", "--lang=en", "--period", "2026"], {"FEEDBACK_AI_LANG": "zh"}, "en"),
        (["cases", "list", "--lang", "zh", "--lang", "en"], {}, "en"),
        (["cases", "correct", "7", "--note", "say --lang zh"], {}, "en"),
        (["ingest", "a.csv", "--lang"], {}, "en"),
    ],
)
def test_the_language_is_that_of_the_option_the_setting_or_the_locale(home, monkeypatch, arguments, environment, asked):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FEEDBACK_AI_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    assert asked_lang(arguments) == asked


def test_an_empty_language_is_none(home, monkeypatch):
    monkeypatch.setenv("FEEDBACK_AI_LANG", "")
    get_settings.cache_clear()
    assert get_settings().lang is None


def test_refused_rows_are_counted_by_their_reasons(home, capsys, monkeypatch):
    refused = {"text_missing": 1_200, "date_unreadable": 1}
    tell_refused(refused, Path("in.errors.jsonl"))
    assert capsys.readouterr().err == (
        "refused 1,201 rows: 1 date_unreadable, 1,200 text_missing; see in.errors.jsonl\n"
    )
    monkeypatch.setenv("FEEDBACK_AI_LANG", "zh")
    get_settings.cache_clear()
    tell_refused(refused, None)
    assert capsys.readouterr().err == (
        "拒收 1,201 行：1 行日期无法识别（date_unreadable），1,200 行没有文本（text_missing）\n"
    )
    tell_refused({}, None)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "command",
    [
        ("measure", "servqual", "--from"),
        ("measure", "servqual", "--to"),
        ("backlog", "update", "1", "--due"),
        ("backlog", "plan", "1", "--start"),
        ("cases", "follow-up", "1", "planned", "--for"),
        ("topics", "emerging", "--as-of"),
        ("backlog", "build", "--as-of"),
    ],
)
@pytest.mark.parametrize("date", ["2026-13-01", "soon"])
def test_a_date_that_is_none_is_told_with_the_form_of_one(invoke, command, date):
    error = invoke(*command, date).exception
    assert isinstance(error, OptionError)
    assert error.message == (f"'{date}' is no date. Write a day or a time. Valid: 2026-07-31, 2026-07-31T18:00:00Z.")
    assert "不是日期。请写成日期或时间。" in error_line(error, "zh")


def test_a_date_of_an_option_is_a_day_or_a_moment():
    assert moment("2026-07-31") == datetime(2026, 7, 31)
    assert moment("2026-07-31T18:00:00Z") == moment("2026-07-31T18:00:00") == datetime(2026, 7, 31, 18)
