import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.store import Store


@pytest.fixture
def filled(home_url):
    with Store.open(home_url) as store:
        file(store, [*complaints(12, "now"), *complaints(9, "then", days_ago=100)])


@pytest.mark.parametrize(
    ("options", "beginning"),
    [
        (["report.html"], '<!DOCTYPE html>\n<html lang="en">'),
        (["report.md"], "# Voice of the customer, 2026Q3"),
        (["report.md", "--lang", "zh"], "# 客户之声报告 2026Q3"),
        (["report.md", "--format", "html", "--lang", "zh"], '<!DOCTYPE html>\n<html lang="zh-Hans">'),
        (["report.txt"], "<!DOCTYPE html>"),
    ],
)
def test_a_report_is_written(invoke, filled, tmp_path, options, beginning):
    output = tmp_path / options[0]
    result = invoke("report", "--period", "2026Q3", "--output", output, *options[1:])
    assert result.exit_code == 0, result.output
    told = "2026Q3: 12 texts, 9 in 2026Q2; written to {}", "2026Q3：12 条文本，2026Q2 为 9 条；已写入 {}"
    assert result.stdout == f"{told['zh' in options].format(output)}\n"
    assert output.read_text(encoding="utf-8").startswith(beginning)


def test_standard_output_holds_nothing_but_the_report(invoke, filled):
    result = invoke("report", "--period", "2026Q3", "--format", "md", "--output", "-")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# Voice of the customer")
    assert "12 texts" in result.stderr


def test_what_a_reader_must_know_is_told(invoke, filled, tmp_path):
    result = invoke("report", "--period", "2025Q1", "--output", tmp_path / "report.html")
    assert result.exit_code == 0
    assert "No analysed text" in result.stderr


@pytest.mark.parametrize("name", ["report.pdf", "report.pptx", "report.xlsx", "report.DOCX"])
def test_a_file_that_would_not_hold_what_its_ending_says_is_refused(invoke, filled, tmp_path, name):
    result = invoke("report", "--period", "2026Q3", "--output", tmp_path / name)
    assert isinstance(result.exception, OptionError)
    assert "Valid: html, md." in str(result.exception)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("format", ["pptx", "xlsx", "pdf"])
def test_formats_that_come_later_name_the_valid_ones(invoke, filled, tmp_path, format):
    result = invoke("report", "--period", "2026Q3", "--format", format, "--output", tmp_path / "report")
    assert isinstance(result.exception, OptionError)
    assert "Valid: html, md." in str(result.exception)
    assert not (tmp_path / "report").exists()
