"""E-mail addresses, internet addresses, links."""

import socket

import pytest

from feedback_ai.normalize.redaction.hosts import is_host


@pytest.mark.parametrize(
    "text",
    [
        "mail [[EMAIL jane.o'neil+shop@mail.example.co.uk]].",
        "邮箱：[[EMAIL zhang_san-01@163.com]]发我",
        "[[EMAIL 13812345678@qq.com]]",
        "[[EMAIL first.last@sub.domain.example]]",
        "[[EMAIL jdoe at example dot com]]",
        "[[EMAIL jo (at) example.com]]",
        "发到[[EMAIL lisi艾特qq.com]]",
        "电邮 [[EMAIL wang @ gmail.com]]",
    ],
)
def test_email_addresses_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize("text", ["see you @ 5pm", "meet@noon.Thanks", "I shopped at amazon.com", "@AcmeSupport help"])
def test_what_only_looks_like_an_email_address_stays(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "IP [[IP 198.51.100.7]] blocked",
        "登录IP[[IP 203.0.113.210]]公开",
        "IP：[[IP 10.0.0.8]]",
        "IP：[[IP 2001:db8:85a3::8a2e:370:7334]]，查",
        "from [[IP 2001:db8:0:1:1:1:1:1]]",
    ],
)
def test_internet_addresses_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "firmware 203.0.113.1",
        "升级到10.0.2.1版本",
        "v2.10.4.1 and 1.2.3.4",
        "127.0.0.1 and 255.255.255.0",
        "at 12:30:45 std::string a::b",
        "256.1.1.1",
    ],
)
def test_versions_times_and_masks_stay(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "[[URL https://www.linkedin.com/in/john-smith-4b2a]].",
        "见[[URL https://weibo.com/u/1234567890]]",
        "[[URL www.facebook.com/jane.doe.9]]",
        "[[URL https://example.com/reset?token=abc123def456]]",
        "[[URL http://example.com/~jdoe/]]",
        "[[URL https://shop.example.com/users/4711/orders]]",
        "my website: [[URL www.annasmithphotography.com]]",
        "我的博客[[URL http://www.lihua.cn/]]",
        "[[URL janewrites.blogspot.com]]",
        "[[URL https://user:secret@example.com/]]",
    ],
)
def test_personal_links_are_found(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "staff were rude.It was late",
        "www.icbc.com.cn and https://www.acme.com/products/kettle",
        "https://item.jd.com/100012345.html",
        "https://www.youtube.com/watch?v=abc",
        "https://www.linkedin.com/company/acme",
        "my website crashed on www.acme.com",
        "http://[broken/users/1",
    ],
)
def test_links_of_companies_stay(assert_marked, text):
    assert_marked(text)


def test_public_suffixes_are_known_without_the_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("touches the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert is_host("shop.example.co.uk")
    assert not is_host("rude.It")
    assert not is_host("bit.late.nonsense")
