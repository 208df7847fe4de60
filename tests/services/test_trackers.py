from pathlib import Path

import pytest
from tracker_fakes import build, give_tokens, settings_for
from tracker_servers import SERVERS, FakeGitHub
from tracker_talk import FakeTracker, Trouble, serving

from feedback_ai.errors import NotFoundError
from feedback_ai.services.alerts_deliver import deliver
from feedback_ai.services.trackers import list_trackers, probe
from feedback_ai.store import Store


def test_a_list_tells_how_each_fares_and_no_token(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(FakeGitHub()) as github:
        settings = settings_for(tmp_path, github)
        build(store, settings, 2)
        (view,) = list_trackers(store, settings=settings)
        assert (view.ready, view.issues, view.waiting, view.delivered) == (False, 0, 2, 0)
        give_tokens(monkeypatch, github)
        github.troubles = [Trouble(422, {}, {"message": "Validation Failed"})]
        deliver(store, settings=settings)
        (view,) = list_trackers(store, settings=settings)
        assert (view.ready, view.issues, view.waiting, view.delivered, view.dead) == (True, 1, 0, 1, 1)
        assert view.last_error == "status 422: Validation Failed"
        assert view.place == f"{github.url} acme/service"


@pytest.mark.parametrize("kind", SERVERS)
def test_a_probe_tells_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[FakeTracker]) -> None:
    with serving(kind()) as server:
        settings = settings_for(tmp_path, server)
        assert "is not set" in probe(server.kind, settings=settings).told
        give_tokens(monkeypatch, server)
        assert probe(server.kind, settings=settings).ok
        server.troubles = [Trouble(403, {}, {"message": "Forbidden"})]
        assert not probe(server.kind, settings=settings).ok
        with pytest.raises(NotFoundError):
            probe("none", settings=settings)
