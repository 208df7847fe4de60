"""Writes the tables of docs/api.md and tests/api/openapi.json from the code: `python docs/api_tables.py`."""

import json
import re
from pathlib import Path

from api.commands import PATHS
from api.errors import KINDS, RETRY_AFTER_S
from api.limits import MAX_ANALYZE, MAX_BULK, MAX_EXPLAIN, MAX_PAGE, SYNC_S
from api.main import create_app
from feedback_ai.schema import MAX_TEXT_CHARS
from feedback_ai.settings import Settings

PAGE = Path(__file__).with_name("api.md")
SNAPSHOT = PAGE.parents[1] / "tests" / "api" / "openapi.json"


def errors_table() -> list[str]:
    """Every kind of problem, by status."""
    rows = [
        f"| {kind.status} | `{code}` | {kind.title} |{f' {RETRY_AFTER_S[code]} s' if code in RETRY_AFTER_S else ''} |"
        for code, kind in sorted(KINDS.items(), key=lambda item: (item[1].status, item[0]))
    ]
    return ["| status | `code` | `title` | `Retry-After` |", "|---|---|---|---|", *rows]


def limits_table() -> list[str]:
    """How much a request may ask."""
    body, waiting = (Settings.model_fields[name].default for name in ("max_body_bytes", "max_waiting"))
    rows = [
        f"| Records in one request to `/v1/analyze` | {MAX_ANALYZE} | 413 `input_too_large` |",
        f"| Records in one request to `/v1/analyze?explain=true` | {MAX_EXPLAIN} | 413 `input_too_large` |",
        f"| Records in one request to `/v1/feedback` | {MAX_BULK:,} | 413 `input_too_large` |",
        f"| Values or answers in one request to `/v1/series`, `/v1/surveys` | {MAX_BULK:,} | 422 `request_invalid` |",
        f"| Characters of one text | {MAX_TEXT_CHARS:,} | 422 `record_refused` |",
        f"| Records on one page | {MAX_PAGE} | 422 `request_invalid` |",
        f"| Seconds that one request to `/v1/trackers/sync` goes on to a further issue | {SYNC_S:g} |"
        " `left` in the answer |",
        f"| Bytes of a body: `FEEDBACK_AI_MAX_BODY_BYTES` | {body:,} | 413 `input_too_large` |",
        f"| Requests that wait for the model: `FEEDBACK_AI_MAX_WAITING` | {waiting} | 503 `overloaded` |",
    ]
    return ["| what | at most | beyond it |", "|---|---|---|", *rows]


def commands_table() -> list[str]:
    """What each command does over HTTP."""
    rows = [f"| `{command}` | {'-' if path is None else f'`{path}`'} |" for command, path in PATHS.items()]
    return ["| command | path |", "|---|---|", *rows]


BLOCKS = {"errors": errors_table, "limits": limits_table, "commands": commands_table}


def fill(page: str) -> str:
    """The page with its tables as the code has them now."""
    for name, make in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = block.sub(lambda found, make=make: found[1] + "\n".join(make()) + "\n" + found[2], page)  # type: ignore[misc]
    return page


def openapi() -> str:
    """The OpenAPI document, a line for each value, so that a change shows as one."""
    return json.dumps(create_app(Settings()).openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SNAPSHOT.write_text(openapi(), encoding="utf-8")
