"""`/v1/webhooks`: who is told of alerts."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.deps import JsonBody, RuntimeDep, require
from api.openapi import BODY, KEY, ONE, STORE, problems
from api.schemas.alerts import WEBHOOKS, WebhookBody, Webhooks
from feedback_ai.services import webhooks
from feedback_ai.services.alert_views import NewWebhook, Sent
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["webhooks"])


@router.post(
    "/webhooks",
    dependencies=[JsonBody, require(Scope.ADMIN)],
    status_code=201,
    response_description="The webhook with its secret, which is never shown again.",
    responses=problems(*KEY, *BODY, "option_invalid", *STORE, "store_full", "setting_invalid"),
)
def add_webhook(body: Annotated[WebhookBody, Body(openapi_examples=WEBHOOKS)], runtime: RuntimeDep) -> NewWebhook:
    """Register a webhook. Needs the scope `admin`.

    Its messages are signed after the Standard Webhooks specification, with the secret that this answer shows once.
    """
    return webhooks.add_webhook(runtime.store, body.url, body.rules, settings=runtime.settings)


@router.get("/webhooks", dependencies=[require(Scope.ADMIN)], responses=problems(*KEY, *STORE))
def list_webhooks(runtime: RuntimeDep) -> Webhooks:
    """All webhooks without their secrets, and how their messages fare. Needs the scope `admin`."""
    return Webhooks(items=webhooks.list_webhooks(runtime.store))


@router.delete(
    "/webhooks/{webhook_id}",
    dependencies=[require(Scope.ADMIN)],
    status_code=204,
    response_description="Nothing more is sent to it.",
    responses=problems(*ONE),
)
def revoke_webhook(webhook_id: str, runtime: RuntimeDep) -> None:
    """Send nothing more to a webhook; what still waits for it is given up. Needs the scope `admin`."""
    webhooks.revoke_webhook(runtime.store, webhook_id)


@router.post(
    "/webhooks/{webhook_id}/test",
    dependencies=[require(Scope.ADMIN)],
    responses=problems(*ONE, "store_full", "setting_invalid"),
)
def test_webhook(webhook_id: str, runtime: RuntimeDep) -> Sent:
    """Send a test message now, once, and tell how it went. Needs the scope `admin`."""
    return webhooks.send_test(runtime.store, webhook_id, settings=runtime.settings)
