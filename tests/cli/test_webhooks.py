import json

from alert_fakes import fill
from backlog_fakes import Complaint
from receiver import receiving

from feedback_ai.errors import OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store


def test_a_webhook_is_added_tested_told_and_revoked(invoke, home):
    with receiving() as receiver:
        made = invoke("webhooks", "add", receiver.url, "--rule", "Critical case")
        assert made.exit_code == 0, made.output
        secret = made.stdout.strip()
        assert secret.startswith("whsec_")
        listed = invoke("webhooks", "list").stdout
        assert secret not in listed
        assert "Critical case  active" in listed
        webhook_id = listed.split()[0]
        assert invoke("webhooks", "test", webhook_id).stdout.startswith("delivered")
        with Store.open(get_settings().store_url) as store:
            fill(store, [Complaint("a", days_ago=1, severity="S1")])
        assert "written to the outbox: 1" in invoke("alerts", "check", "--as-of", "2026-09-30").stdout
        assert invoke("alerts", "deliver").stdout.startswith("delivered 1")
        receiver.statuses = [500]
        failed = invoke("webhooks", "test", webhook_id)
        assert (failed.exit_code, "not delivered: status 500" in failed.stdout) == (1, True)
    assert "given up: msg_" in invoke("alerts", "deliver").stderr
    assert "已放弃：msg_" in invoke("alerts", "deliver", "--lang", "zh").stderr
    chinese = invoke("webhooks", "list", "--lang", "zh").stdout
    assert "重大投诉  启用中  待发送 0，已送达 2，已放弃 1  最近错误：状态码 500" in chinese
    assert invoke("webhooks", "revoke", webhook_id).exit_code == 0
    (view,) = json.loads(invoke("webhooks", "list", "--format", "json").stdout)
    assert view["revoked_at"]
    assert view["delivered"] == 2


def test_a_wrong_address_is_told(invoke, home):
    assert isinstance(invoke("webhooks", "add", "ftp://example.org").exception, OptionError)
