"""Stores with items that trackers want, and settings that name local trackers."""

from pathlib import Path

import pytest
from backlog_fakes import complaints, file
from tracker_servers import FakeReceiver
from tracker_talk import SECRET, TOKEN, FakeTracker

from feedback_ai.services import backlog
from feedback_ai.services.backlog_views import LinkView
from feedback_ai.settings import Settings
from feedback_ai.store import Store


def settings_for(home: Path, *servers: FakeTracker, **more: str) -> Settings:
    """Settings with a file of trackers; `more` are lines of every table, by key, as TOML."""
    home.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(f"{key} = {value}" for key, value in more.items())
    text = "\n".join(f"{server.config(token_env=token_env(server))}{lines}\n" for server in servers)
    path = home / f"trackers-{abs(hash(text))}.toml"
    path.write_text(text, encoding="utf-8")
    return Settings(home=home, trackers=path)


def token_env(server: FakeTracker) -> str:
    return f"TOKEN_OF_{server.kind.upper()}"


def give_tokens(monkeypatch: pytest.MonkeyPatch, *servers: FakeTracker) -> None:
    for server in servers:
        monkeypatch.setenv(token_env(server), SECRET if isinstance(server, FakeReceiver) else TOKEN)


def build(store: Store, settings: Settings, n: int = 1) -> tuple[int, ...]:
    """File items, each of a unit of its own, the customers of which are known by their hash."""
    for number in range(n):
        file(store, complaints(6, f"u{number}", unit=f"unit-{number}", customer="hash-of-a-customer"))
    return backlog.build(store, actor="ann", settings=settings).added


def link(store: Store, item_id: int) -> LinkView:
    """Of an item, with the one tracker that it has."""
    (found,) = backlog.get_item(store, item_id).links
    return found


def conflicts(store: Store, item_id: int) -> list[str]:
    """What an item was told to be at odds with its issue."""
    told = [event.detail for event in backlog.get_item(store, item_id).history if event.kind == "tracker"]
    return [detail["conflict"] for detail in told if "conflict" in detail]
