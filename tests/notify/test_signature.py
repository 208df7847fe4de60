import base64
import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.notify.signature import PREFIX, hash_secret, headers, make_secret, sign


def test_a_signature_is_that_of_the_specification() -> None:
    """The example of the Standard Webhooks specification, and one that its libraries are tested with."""
    body = '{"event_type":"ping","data":{"success":true}}'
    signed = sign("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121, body)
    assert signed == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
    signed = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(body=st.text(max_size=50), key=st.binary(min_size=1, max_size=40), salt=st.text("0123456789abcdef", min_size=1))
def test_a_receiver_can_check_every_message(body: str, key: bytes, salt: str) -> None:
    secret = make_secret(key, salt)
    sent = headers(secret, "msg_1", 1_700_000_000, body)
    raw = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body.encode()
    wanted = base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"].split(",") == ["v1", wanted]
    assert len(raw) == 32


@given(st.binary(max_size=20), st.binary(max_size=20), st.text("01", max_size=9), st.text("01", max_size=9))
def test_a_secret_is_of_its_key_and_its_salt_alone(key: bytes, other: bytes, salt: str, more: str) -> None:
    same = (key.rstrip(b"\0"), salt) == (other.rstrip(b"\0"), more)  # HMAC fills short keys up with zeros
    assert (make_secret(key, salt) == make_secret(other, more)) == same
    assert hash_secret(make_secret(key, salt)) == hash_secret(make_secret(key, salt))
    assert make_secret(key, salt).removeprefix(PREFIX) not in hash_secret(make_secret(key, salt))
