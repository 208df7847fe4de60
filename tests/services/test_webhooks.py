import json
from pathlib import Path

import pytest
from receiver import receiving
from sqlalchemy import select

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import webhooks
from feedback_ai.services.alerts_deliver import deliver
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.tables import WebhookRow


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_the_secret_is_shown_once_and_stands_nowhere(store: Store, settings: Settings) -> None:
    made = webhooks.add_webhook(store, "https://example.org/a", ["Critical case"], settings=settings)
    other = webhooks.add_webhook(store, "https://example.org/a", settings=settings)
    assert made.secret != other.secret
    assert made.secret.startswith("whsec_")
    assert made.secret not in json.dumps([hook.model_dump(mode="json") for hook in webhooks.list_webhooks(store)])
    with store.reading() as session:
        for row in session.scalars(select(WebhookRow)):
            assert made.secret.removeprefix("whsec_") not in json.dumps([row.url, row.rules, row.salt, row.secret_hash])
    assert [hook.rules for hook in webhooks.list_webhooks(store)] == [("Critical case",), ()]


def test_an_unknown_rule_lists_the_valid_ones_and_a_wrong_address_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(OptionError, match="Valid: Critical case, Mass incident, Topic rises, New matter"):
        webhooks.add_webhook(store, "https://example.org", ["critical"], settings=settings)
    with pytest.raises(OptionError, match="http, https"):
        webhooks.add_webhook(store, "ftp://example.org", settings=settings)
    assert not webhooks.list_webhooks(store)


def test_a_test_message_is_sent_at_once_and_once(store: Store, settings: Settings) -> None:
    with receiving() as receiver:
        hook = webhooks.add_webhook(store, receiver.url, settings=settings)
        assert webhooks.send_test(store, hook.id, settings=settings).delivered
        receiver.statuses = [500]
        failed = webhooks.send_test(store, hook.id, settings=settings)
        assert (failed.delivered, failed.error) == (False, "status 500")
        assert deliver(store, settings=settings).delivered == 0
        assert [json.loads(received.body)["type"] for received in receiver.got] == ["webhook.test"] * 2
    (view,) = webhooks.list_webhooks(store)
    assert (view.delivered, view.dead, view.last_error) == (1, 1, "status 500")


def test_a_revoked_webhook_gets_nothing_more(store: Store, settings: Settings) -> None:
    hook = webhooks.add_webhook(store, "https://example.org", settings=settings)
    webhooks.revoke_webhook(store, hook.id)
    (view,) = webhooks.list_webhooks(store)
    webhooks.revoke_webhook(store, hook.id)
    assert webhooks.list_webhooks(store) == [view]
    assert view.revoked_at is not None
    with pytest.raises(NotFoundError):
        webhooks.send_test(store, hook.id, settings=settings)


@pytest.mark.parametrize("webhook_id", ["wh_none", "", "a\0", "\ud800", "例"])
def test_a_webhook_that_is_not_there_is_told(store: Store, settings: Settings, webhook_id: str) -> None:
    with pytest.raises(NotFoundError):
        webhooks.revoke_webhook(store, webhook_id)
    with pytest.raises(NotFoundError):
        webhooks.send_test(store, webhook_id, settings=settings)
