import json

from tracker_fakes import build, give_tokens, settings_for
from tracker_servers import FakeGitHub
from tracker_talk import serving

from feedback_ai.settings import get_settings
from feedback_ai.store import Store


def test_an_item_goes_to_a_tracker_and_its_status_comes_back(invoke, home, monkeypatch, tmp_path):
    with serving(FakeGitHub()) as github:
        settings = settings_for(tmp_path, github, min_priority="100")
        monkeypatch.setenv("FEEDBACK_AI_TRACKERS", str(settings.trackers))
        get_settings.cache_clear()
        assert "NO TOKEN in TOKEN_OF_GITHUB" in invoke("trackers", "list").stdout
        assert invoke("trackers", "test", "github").exit_code == 1
        assert "wrong trackers" in invoke("doctor").output
        give_tokens(monkeypatch, github)
        assert invoke("trackers", "test", "github").stdout.startswith("ok: repository acme/service")
        assert "ok    trackers: github" in invoke("doctor").output
        with Store.open(get_settings().store_url) as store:
            (item_id,) = build(store, get_settings())
        pushed = invoke("backlog", "push", item_id, "--to", "github", "--actor", "bob")
        assert "issue in github: no issue yet , waits to be sent" in pushed.stdout
        assert invoke("alerts", "deliver").stdout.startswith("delivered 1")
        github.finish("1")
        assert invoke("trackers", "test", "github", "--lang", "zh").stdout.startswith("正常：")
        assert "github: 1 read, 1 changed; CONFLICT: 1" in invoke("trackers", "sync").stdout
        assert "github：读取 1，变更 0" in invoke("trackers", "sync", "--lang", "zh").stdout
        assert "令牌在 TOKEN_OF_GITHUB  工单 1，待发送 0，已送达 1" in invoke("trackers", "list", "--lang", "zh").stdout
        shown = invoke("backlog", "show", item_id).stdout
        assert "issue in github: 1 [closed] https://github.com/acme/service/issues/1" in shown
        assert "no effect test" in shown
        (view,) = json.loads(invoke("trackers", "list", "--format", "json").stdout)
        assert (view["issues"], view["delivered"]) == (1, 1)
        out = tmp_path / "backlog.csv"
        assert invoke("backlog", "export", "--output", out).exit_code == 0
        assert "github 1 [closed] https://github.com/acme/service/issues/1" in out.read_text(encoding="utf-8-sig")


def test_without_trackers_that_is_told(invoke, home):
    assert "no trackers; FEEDBACK_AI_TRACKERS" in invoke("trackers", "list").stderr
    assert invoke("trackers", "sync").stdout.strip() == "no trackers"
    assert invoke("trackers", "sync", "--lang", "zh").stdout.strip() == "没有工单系统"
    assert "没有工单系统；" in invoke("trackers", "list", "--lang", "zh").stderr
