import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from api.errors import MEDIA_TYPE
from api.examples import ANALYSES, REQUESTS
from api.schemas.responses import Analyses
from feedback_ai.schema import Analysis

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")
COMMAND = "python docs/api_tables.py"
MADE = runpy.run_path(str(DOCS / "api_tables.py"))
DOCUMENT = json.loads(MADE["openapi"]())
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
# What a shell command of the documentation posts, and where.
POSTS = re.findall(r"(/v1/\w+) [^`]*?-d '(.*?)'", PAGE, flags=re.DOTALL)


def test_the_document_is_the_one_that_clients_know() -> None:
    known = Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
    assert MADE["openapi"]() == known, f"The API changed. If clients can live with that, run: {COMMAND}"


def test_the_documentation_has_the_tables_of_the_code() -> None:
    assert MADE["fill"](PAGE) == PAGE, f"docs/api.md is out of date. Run: {COMMAND}"


def test_the_document_is_served_without_a_key(local: TestClient) -> None:
    answer = local.get("/openapi.json", headers={"Authorization": ""})
    assert answer.json() == DOCUMENT


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_told_in_full(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["description"]
    if " /v1/" in name:
        assert operation["security"] == [{"key": []}]
        assert re.search(r"Needs the scope `\w+`", operation["description"])
        assert {"401", "403", "503"} <= operation["responses"].keys()
    for status, response in operation["responses"].items():
        if status >= "400":
            schema = {"$ref": "#/components/schemas/Problem"}
            assert response["content"] == {MEDIA_TYPE: {"schema": schema}}, status


@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/feedback"])
def test_requests_have_examples_in_both_languages(path: str) -> None:
    content = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    assert content["examples"] == REQUESTS
    texts = [example["value"].get("text", "") for example in content["examples"].values()]
    assert any(text.isascii() and text for text in texts)
    assert any("\u4e00" <= text[:1] <= "\u9fff" for text in texts)


@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/feedback"])
@pytest.mark.parametrize("name", REQUESTS)
def test_an_example_of_a_request_works(local: TestClient, path: str, name: str) -> None:
    assert local.post(path, json=REQUESTS[name]["value"]).is_success


@pytest.mark.parametrize("name", ANALYSES)
def test_an_example_of_an_answer_is_one(name: str) -> None:
    value: dict[str, Any] = ANALYSES[name]["value"]
    parsed: Analysis | Analyses = TypeAdapter(Analysis | Analyses).validate_python(value)
    assert parsed.model_dump(mode="json") == value
    for analysis in parsed.results if isinstance(parsed, Analyses) else [parsed]:
        ends = [0, *(segment.end for segment in analysis.segments)]
        assert ends == [*(segment.start for segment in analysis.segments), len(analysis.text)]
        assert all(analysis.text[one.start : one.end] == f"<{one.type}>" for one in analysis.redactions)


def test_the_documentation_posts_in_both_languages() -> None:
    assert {path for path, _ in POSTS} == {"/v1/analyze", "/v1/feedback"}
    assert any(body.isascii() for _, body in POSTS)
    assert any(not body.isascii() for _, body in POSTS)


@pytest.mark.parametrize(("path", "body"), POSTS)
def test_a_command_of_the_documentation_works(local: TestClient, path: str, body: str) -> None:
    answer = local.post(path, content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.is_success, answer.text
