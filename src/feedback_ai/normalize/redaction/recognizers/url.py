"""Links that lead to a person: profiles, blogs, private documents, and links that carry a token or an account.

Pages of companies, products and news stay: they say what the text is about.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from feedback_ai.normalize.redaction.hosts import is_host
from feedback_ai.normalize.redaction.recognizers.context import preceding
from feedback_ai.normalize.redaction.rules import WORD, Family, Strength, joined, rule
from feedback_ai.normalize.redaction.words import words_of
from feedback_ai.schema import Span

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}"
_TAIL = r"(?::[0-9]{2,5})?(?:[/?#][!-;=?-~]{0,500})?"
_OCTETS = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_URL = rf"""
    (?<![0-9A-Za-z@._-])(?:(?P<scheme>[Hh][Tt][Tt][Pp][Ss]?|ftp)://(?:[^\s/@<>\u3000-\uffef]{{1,80}}@)?(?:{_HOST}|{_OCTETS})
    |{_HOST}(?![A-Za-z0-9.-]{{0,64}}@)){_TAIL}
    """
_TRAILING = ".,;:!?'\")]}"
"""Punctuation of the sentence, not of the link."""

_SOCIAL_HOSTS = frozenset(words_of("url_social_hosts"))
_BLOG_HOSTS = words_of("url_blog_hosts")
_PRIVATE_HOSTS = words_of("url_private_hosts")
_COMMON_PAGES = frozenset(words_of("url_common_pages"))
_PERSONAL_KEYS = frozenset(words_of("url_personal_keys"))
_PERSONAL_SEGMENT = re.compile(
    joined(
        r"""
        /(?:u|users?|profiles?|people|persons?|members?|accounts?|uid|author|space|home/uid)/
        (?!(?:log-?in|sign-?(?:in|up)|settings|help|new|edit|orders?|guide|manual|terms|benefits|rewards|team)(?![\w-]))
        [\w.@%-]+|/[~@][\w.-]+|/(?:portfolio|cv|resume|blog/author)(?![\w-])
        """
    ),
    re.IGNORECASE,
)
_TOKEN_SEGMENT = re.compile(
    r"/(?:reset|verify|invite|unsubscribe|confirm|activate|magic|auth|session|password)[\w-]*/(?=[\w-]{8})",
    re.IGNORECASE,
)
_OWN_PAGE = re.compile(
    joined(
        rf"""
        (?:{WORD}(?i:(?:my|his|her)(?: (?:own|personal|new|old))?
        [ ](?:blog|vlog|web ?site|site|home ?page|portfolio|web ?page|page|profile|channel|space|link|linkedin
        |gallery|cv|resume)(?:[ ]?(?:is|at|on|here|link|address|url|:|-|\(|,))*)
        |(?:我|他|她|本人|个人)的?(?:的|个人|小|私人)*
        (?:博客|主页|网站|空间|网页|链接|网址|频道|作品集|相册|简历|网盘)
        (?:地址|链接)?(?:是|为|在|:)?|(?:作品集|简历|博客|相册|网盘)(?:地址|链接)?(?:是|为|在|见|:)?)[ ]{{0,2}}$
        """
    )
)


def _is_personal(url: str, lead: str) -> bool:
    parts = urlsplit(url if "://" in url else "//" + url)
    host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    if parts.username or _OWN_PAGE.search(lead):
        return True
    if host.endswith(_BLOG_HOSTS):
        return True
    if host.endswith(_PRIVATE_HOSTS) and parts.path.strip("/"):
        return True
    if any(key.lower() in _PERSONAL_KEYS and value for key, value in parse_qsl(parts.query)):
        return True
    return _is_profile(host, parts.path) or _TOKEN_SEGMENT.search(parts.path) is not None


def _is_profile(host: str, path: str) -> bool:
    """Whether a path names a person: by a segment such as /users/, or as the first segment on a social site."""
    if _PERSONAL_SEGMENT.search(path):
        return True
    first, *_ = path.strip("/").split("/")
    site = ".".join(host.split(".")[-2:])
    is_social = host != "pic.twitter.com" and (site in _SOCIAL_HOSTS or host in _SOCIAL_HOSTS)
    return is_social and first != "" and first.lower() not in _COMMON_PAGES


def _url(match: re.Match[str]) -> Span | None:
    url = match[0].rstrip(_TRAILING)
    try:
        personal = _is_personal(url, preceding(match))
    except ValueError:  # a bracket where urlsplit wants an IPv6 address
        return None
    host = re.split(r"[/:?#]", url, maxsplit=1)[0]
    return Span(match.start(), match.start() + len(url)) if personal and (match["scheme"] or is_host(host)) else None


FAMILY = Family(
    name="url",
    gate=re.compile(r"[A-Za-z0-9]\.[A-Za-z0-9]"),
    rules=(
        rule(
            "URL",
            "url_personal",
            Strength.CHECKED,
            "a link to a profile, blog or private document, with a user or token in it, or after 'my website'",
            _URL,
            _url,
        ),
    ),
)
"""Personal links."""
