from pathlib import Path

import pytest

from feedback_ai.cli.options import asked_lang, tell_refused
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
