import gzip
import json

import pytest

from feedback_ai.errors import InputEmptyError, OptionError, OutputError

ROWS = [{"id": "a", "text": "The staff were rude."}, {"text": "上菜太慢了"}, {"id": "c", "text": "Great value!"}]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return path


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_one_line_a_record_in_input_order(invoke, file):
    result = invoke("analyze", file)
    assert result.exit_code == 0
    shown = lines(result.stdout)
    assert [record["text"] for record in shown] == [row["text"] for row in ROWS]
    assert (shown[0]["id"], shown[2]["id"]) == ("a", "c")


def test_each_label_can_be_explained_by_its_words(invoke, file):
    plain, explained = (lines(invoke("analyze", file, *options).stdout) for options in ([], ["--explain"]))
    assert not any("explanations" in record for record in plain)
    for record, expected in zip(explained, plain, strict=True):
        labels = [one["label"] for one in record.pop("explanations")]
        facets = [facet["facet"] for segment in expected["segments"] for facet in segment["facets"]]
        assert set(facets) <= set(labels)
        assert record == expected


def test_what_rules_found_stands_in_the_line(invoke):
    (record,) = lines(
        invoke("analyze", "-", input='{"text": "I waited 45 minutes. I will report you to Ofcom."}\n').stdout
    )
    assert [(match["kind"], match["rule"]) for match in record["rules"]] == [
        ("quantity", "duration"),
        ("threat", "regulator"),
    ]
    assert record["rules"][0]["quantity"] == {"value": 45.0, "upper": None, "unit": "minutes"}


def test_the_output_file_is_complete_or_not_there(invoke, file, tmp_path):
    result = invoke("analyze", file, "--output", tmp_path / "out.jsonl")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert len(lines((tmp_path / "out.jsonl").read_text())) == 3
    assert not list(tmp_path.glob("*.partial"))


def test_refused_rows_are_told_and_the_others_done(invoke, file, tmp_path):
    file.write_text(file.read_text() + '{"id": "d", "text": " "}\n{"broken\n', encoding="utf-8")
    result = invoke("analyze", file)
    assert result.exit_code == 3
    assert len(lines(result.stdout)) == 3
    told = lines((tmp_path / "in.jsonl.errors.jsonl").read_text())
    assert [row["row"] for row in told] == [4, 5]
    assert all(row["code"] and row["reason"] for row in told)


def test_standard_input_tells_refused_rows_on_standard_error_or_in_the_named_file(invoke, tmp_path):
    given = '{"text": "Rude staff."}\n{"text": ""}\n'
    result = invoke("analyze", "-", "--errors", tmp_path / "bad.jsonl", input=given)
    assert result.exit_code == 3
    assert len(lines(result.stdout)) == 1
    assert lines((tmp_path / "bad.jsonl").read_text())[0]["row"] == 2


def test_columns_can_be_named_and_gz_is_read(invoke, tmp_path):
    path = tmp_path / "in.csv.gz"
    path.write_bytes(gzip.compress("nr,a,b\n7,x,服务很好\n".encode()))
    result = invoke("analyze", path, "--text-column", "b", "--id-column", "nr")
    assert result.exit_code == 0
    (record,) = lines(result.stdout)
    assert (record["id"], record["text"]) == ("7", "服务很好")


def test_an_empty_file_is_an_error_and_writes_nothing(invoke, tmp_path):
    (tmp_path / "in.csv").write_text("")
    result = invoke("analyze", tmp_path / "in.csv", "--output", tmp_path / "out.jsonl")
    assert isinstance(result.exception, InputEmptyError)
    assert not (tmp_path / "out.jsonl").exists()


def test_no_file_is_named_for_two_things(invoke, file):
    before = file.read_bytes()
    for options in (["--output", file], ["--errors", file], ["--output", f"{file}.errors.jsonl"]):
        result = invoke("analyze", file, *options)
        assert isinstance(result.exception, OptionError), options
    assert file.read_bytes() == before


def test_a_named_errors_file_is_emptied_not_removed(invoke, file, tmp_path):
    assert invoke("analyze", file, "--errors", tmp_path / "bad.txt").exit_code == 0
    assert (tmp_path / "bad.txt").read_text() == ""


def test_a_full_disk_is_told(invoke, file):
    result = invoke("analyze", file, "--output", "/dev/full")
    assert isinstance(result.exception, OutputError)
    assert "the disk is full" in str(result.exception)
