"""The overview page without a browser, over a store with some complaints."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from api_fakes import RedactingAnalyzer
from backlog_fakes import Complaint, file
from fastapi.testclient import TestClient

from api.main import create_app
from feedback_ai.services import backlog
from feedback_ai.settings import Settings
from feedback_ai.store import Store

HERE = ("127.0.0.1", 50000)
HOST = "http://127.0.0.1:8000"
HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(2)>`${alert(3)}`'


@contextmanager
def running(settings: Settings, store: Store, client: tuple[str, int] = HERE) -> Iterator[TestClient]:
    """The pages, asked for from an address; one application at a time, as NiceGUI has it."""
    app = create_app(settings.model_copy(update={"dashboard": True}), store, RedactingAnalyzer())
    with TestClient(app, base_url=HOST, client=client) as made:
        yield made


def words(text: str) -> list[str]:
    """Every text of a page's elements, in their order, as the browser gets them."""
    raw = re.search(r"parseElements\(String\.raw`(.*?)`\)", text, re.DOTALL)
    assert raw is not None
    elements: dict[str, dict[str, Any]] = json.loads(html.unescape(raw[1]))
    return [element["text"] for element in elements.values() if "text" in element]


@dataclass(frozen=True)
class Said(Complaint):
    """A complaint in words of its own."""

    words: str = ""

    @property
    def text(self) -> str:
        return self.words or super().text


def fill(store: Store) -> None:
    """Some complaints about two units, one critical and hostile."""
    file(store, [Said(f"h-{n}", unit="Harbour", days_ago=10 * n, topic=1 + n % 2) for n in range(15)])
    file(store, [Said(f"g-{n}", unit="Garden", days_ago=10 * n, facet="empathy", severity="S4") for n in range(15)])
    file(store, [Said(HOSTILE, unit=HOSTILE, days_ago=None, severity="S1", words=f"{HOSTILE} I will sue.")])
    backlog.build(store, actor="tests")
