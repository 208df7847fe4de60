import socket

import pytest
from receiver import receiving

from feedback_ai.errors import OptionError
from feedback_ai.notify.sending import Attempt, check_url, send


def test_a_message_arrives_byte_for_byte() -> None:
    with receiving() as receiver:
        assert send(receiver.url, '{"zh":"突发事件"}', {"webhook-id": "msg_1"}) == Attempt(delivered=True)
    assert receiver.got[0].body == '{"zh":"突发事件"}'
    assert receiver.got[0].headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 500, 503])
def test_whatever_is_no_success_is_tried_again_and_no_redirect_is_followed(status: int) -> None:
    with receiving() as receiver:
        receiver.statuses = [status]
        assert send(receiver.url, "{}", {}) == Attempt(delivered=False, error=f"status {status}")
        assert len(receiver.got) == 1


def test_gone_is_final() -> None:
    with receiving() as receiver:
        receiver.statuses = [410]
        assert send(receiver.url, "{}", {}) == Attempt(delivered=False, error="status 410", final=True)


def test_no_server_and_no_such_host_are_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/", "{}", {}).error == "ConnectError"
    assert not send("http://no-such-host.invalid/", "{}", {}).delivered


def test_a_server_that_never_answers_is_left() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        found = send(f"http://127.0.0.1:{silent.getsockname()[1]}/", "{}", {}, timeout_s=0.2)
    assert found == Attempt(delivered=False, error="ReadTimeout")


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "http://[", "http://a/#b"),
        *("https://a:b@example.org/", "http://example.org:0/", "http://example.org:99999/", "http://例子.org/"),
        *("http://example.org/ x", "http://a/\n", "http://a/" + "x" * 2_000, "javascript:alert(1)"),
    ],
)
def test_an_address_that_no_webhook_can_have_is_refused(url: str) -> None:
    with pytest.raises(OptionError):
        check_url(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x?y=1", "https://example.org", "https://[::1]/hook"])
def test_other_addresses_stay_as_they_are(url: str) -> None:
    assert check_url(url) == url
