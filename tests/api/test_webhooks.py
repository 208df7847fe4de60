import pytest
from fastapi.testclient import TestClient
from receiver import receiving

from api.schemas.alerts import WEBHOOKS


@pytest.mark.parametrize("name", WEBHOOKS)
def test_an_example_of_a_webhook_works(client: TestClient, name: str) -> None:
    made = client.post("/v1/webhooks", json=WEBHOOKS[name]["value"])
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    listed = client.get("/v1/webhooks")
    assert made.json()["secret"] not in listed.text
    assert [hook["url"] for hook in listed.json()["items"]] == [WEBHOOKS[name]["value"]["url"]]


def test_a_webhook_is_tested_and_revoked(client: TestClient) -> None:
    with receiving() as receiver:
        webhook_id = client.post("/v1/webhooks", json={"url": receiver.url}).json()["id"]
        assert client.post(f"/v1/webhooks/{webhook_id}/test").json()["delivered"] is True
        receiver.statuses = [503]
        failed = client.post(f"/v1/webhooks/{webhook_id}/test").json()
        assert (failed["delivered"], failed["error"]) == (False, "status 503")
    assert client.delete(f"/v1/webhooks/{webhook_id}").status_code == 204
    assert client.get("/v1/webhooks").json()["items"][0]["revoked_at"]
    assert client.post(f"/v1/webhooks/{webhook_id}/test").json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "ftp://example.org"}, "option_invalid"),
        ({"url": "https://user:pass@example.org"}, "option_invalid"),
        ({"url": "https://example.org", "rules": ["none"]}, "option_invalid"),
        ({}, "request_invalid"),
        ({"url": "https://example.org", "secret": "x"}, "request_invalid"),
        ({"url": "https://example.org/" + "x" * 2_000}, "request_invalid"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(client: TestClient, body: dict[str, object], code: str) -> None:
    answer = client.post("/v1/webhooks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get("/v1/webhooks").json()["items"] == []


@pytest.mark.parametrize("webhook_id", ["none", "%00", "%ED%A0%80"])
def test_a_webhook_that_is_not_there_is_told(client: TestClient, webhook_id: str) -> None:
    assert client.delete(f"/v1/webhooks/{webhook_id}").status_code == 404
    assert client.post(f"/v1/webhooks/{webhook_id}/test").status_code == 404
