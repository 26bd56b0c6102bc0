"""Which addresses may be sent to, how messages are signed, and when they are tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from pollsite.webhooks.errors import AddressRefused
from pollsite.webhooks.resting import GIVE_UP_AFTER, RESTS, is_given_up, next_try
from pollsite.webhooks.sending import PATIENCE_S
from pollsite.webhooks.signing import secret_of, signed_headers
from pollsite.webhooks.targets import MAX_ADDRESS, is_public, target_of
from tests.samples import DURING

PUBLIC = ("8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")
CLOSED = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1"),
    *("2002:7f00:1::", "2002:808:808::", "2001::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1"),
)
THIS_MACHINE = (
    *("localhost", "LOCALHOST.", "me.localhost", "0", "127.1", "2130706433", "0x7f.0.0.1", "0X7F000001"),
    *("0177.0.0.1", "127.0.0.1.", "8.8.8", "example.0x", "."),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_open(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", CLOSED)
def test_any_other_is_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Write a whole address"),
        ("example.org/hook", "Write a whole address"),
        ("ftp://example.org/", "Write a whole address"),
        ("file:///etc/passwd", "Write a whole address"),
        ("https:///hook", "Write a whole address"),
        ("https://example.org:0/", "Write a whole address"),
        ("https://example.org:99999/", "Write a whole address"),
        ("https://example.org/a b", "Write a whole address"),
        ("https://example.org/\r\nX: y", "Write a whole address"),
        ("https://ex\u00e4mple.org/", "Write a whole address"),
        ("https://[::1", "Write a whole address"),
        (f"https://example.org/{'a' * MAX_ADDRESS}", f"may have {MAX_ADDRESS} characters"),
        ("https://me:secret@example.org/", "no user name"),
        ("https://example.org/#part", "nothing after a #"),
        ("http://example.org/hook", "must begin with https://"),
        ("https://127.0.0.1/", "127.0.0.1 is no public address"),
        ("https://[::ffff:10.0.0.1]/", "is no public address"),
        ("https://169.254.169.254./latest", "is no public address"),
        *((f"https://{host}/", "is no public address") for host in THIS_MACHINE),
    ],
)
def test_an_address_that_nothing_is_sent_to_is_refused_in_words(address: str, sentence: str) -> None:
    with pytest.raises(AddressRefused, match=sentence):
        target_of(address, only_https=True)


@pytest.mark.parametrize(
    ("address", "authority", "path"),
    [
        ("https://example.org", "example.org", "/"),
        ("https://example.org:443/a?b=c", "example.org", "/a?b=c"),
        ("https://EXAMPLE.org:8443/a", "example.org:8443", "/a"),
        ("http://example.org/a", "example.org", "/a"),
        ("https://[2606:4700::1111]:8443/", "[2606:4700::1111]:8443", "/"),
    ],
)
def test_an_address_is_taken_apart(address: str, authority: str, path: str) -> None:
    target = target_of(address, only_https=False)
    assert (target.authority, target.path) == (authority, path)


@pytest.mark.parametrize(
    ("secret", "message_id", "second", "body", "signature"),
    [
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1731705121,
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
    ],
)
def test_messages_are_signed_as_the_specification_s_own_examples(
    secret: str, message_id: str, second: int, body: bytes, signature: str
) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert signed_headers(secret, message_id=message_id, at=at, body=body) == {
        "webhook-id": message_id,
        "webhook-timestamp": str(second),
        "webhook-signature": signature,
    }


def test_each_address_has_a_secret_of_its_own_on_each_site() -> None:
    secrets = {secret_of(site, salt) for site in ("one", "two") for salt in ("a", "b")}
    assert len(secrets) == 4
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in secrets)


def test_a_message_is_tried_for_three_days_ever_less_often_and_once_more_at_their_end() -> None:
    at, tries, moments = DURING, 1, []
    while not is_given_up(since=DURING, at=at):
        at = next_try(since=DURING, tries=tries, at=at)
        tries += 1
        moments.append(at - DURING)
    assert moments[:7] == [sum(RESTS[: place + 1], timedelta()) for place in range(7)]
    assert moments[-1] == GIVE_UP_AFTER
    assert len(moments) == 12


def test_nobody_tries_a_message_that_is_just_being_tried() -> None:
    assert min(RESTS).total_seconds() >= 2 * PATIENCE_S
