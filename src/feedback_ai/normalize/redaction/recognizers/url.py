"""Links that lead to a person: profiles, blogs, private documents, and links that carry a token or an account.

Pages of companies, products and news stay: they say what the text is about.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from feedback_ai.normalize.redaction.hosts import is_host
from feedback_ai.normalize.redaction.recognizers.context import preceding
from feedback_ai.normalize.redaction.rules import Family, Rule, Strength
from feedback_ai.schema import Span

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}"
_TAIL = r"(?::[0-9]{2,5})?(?:[/?#][!-;=?-~]{0,500})?"
_URL = re.compile(
    rf"(?<![0-9A-Za-z@._-])(?:(?P<scheme>[Hh][Tt][Tt][Pp][Ss]?|ftp)://(?:[^\s/@<>\u3000-\uffef]{{1,80}}@)?"
    rf"(?:{_HOST}|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})|{_HOST}(?![A-Za-z0-9.-]{{0,64}}@)){_TAIL}"
)
_TRAILING = ".,;:!?'\")]}"
"""Punctuation of the sentence, not of the link."""

_SOCIAL_HOSTS = frozenset(
    "facebook.com fb.com fb.me instagram.com twitter.com x.com t.me telegram.me wa.me line.me linkedin.com tiktok.com"
    " youtube.com snapchat.com pinterest.com reddit.com medium.com github.com gitlab.com threads.net discord.gg linktr.ee"
    " vk.com flickr.com soundcloud.com twitch.tv patreon.com quora.com about.me paypal.me venmo.com cash.app"
    " weibo.com weibo.cn zhihu.com bilibili.com douyin.com xiaohongshu.com xhslink.com kuaishou.com douban.com jianshu.com"
    " cnblogs.com user.qzone.qq.com qm.qq.com tieba.baidu.com dcard.tw plurk.com blog.csdn.net"
    " blog.sina.com.cn blog.163.com blog.naver.com".split()
)
_BLOG_HOSTS = tuple(
    ".blogspot.com .wordpress.com .tumblr.com .github.io .substack.com .wixsite.com .weebly.com .pixnet.net .lofter.com"
    " .livejournal.com .blog .medium.com .carrd.co .netlify.app .vercel.app .blog.163.com .qzone.qq.com .blogspot.co.uk".split()
)
_PRIVATE_HOSTS = ("docs.google.com", "drive.google.com", "sites.google.com", "pan.baidu.com", "dropbox.com", "1drv.ms", "photos.app.goo.gl")
_COMMON_PAGES = frozenset(
    "about help support business policies legal privacy terms contact pages hashtag explore search login home watch jobs company"
    " companies shop store news intl download app apps features pricing p reel share sharer explore status s question tag topic"
    " topics video v r c subject note group shorts playlist".split()
)
"""First path segments on social sites that lead to a page of the site, a post or a company."""

_PERSONAL_SEGMENT = re.compile(
    r"/(?:u|users?|profiles?|people|persons?|members?|accounts?|uid|author|space|home/uid)/"
    r"(?!(?:log-?in|sign-?(?:in|up)|settings|help|new|edit|orders?|guide|manual|terms|benefits|rewards|team)(?![\w-]))[\w.@%-]+"
    r"|/[~@][\w.-]+",
    re.IGNORECASE,
)
_TOKEN_SEGMENT = re.compile(
    r"/(?:reset|verify|invite|unsubscribe|confirm|activate|magic|auth|session|password)[\w-]*/(?=[\w-]{8})", re.IGNORECASE
)
_PERSONAL_KEYS = frozenset(
    "token access_token apikey api_key sig signature session sessionid session_id sid jsessionid user userid user_id uid"
    " username openid unionid email mail phone mobile customer customerid customer_id member memberid member_id account"
    " accountid account_id password pwd idcard passport userno custno".split()
)
_OWN_PAGE = re.compile(
    r"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:(?:my|his|her)(?: (?:own|personal|new|old))? (?:blog|vlog|web ?site|site|home ?page|portfolio|web ?page|page"
    r"|profile|channel|space|link|linkedin|gallery|cv|resume)(?:[ ]?(?:is|at|on|here|link|address|url|:|-|\(|,))*)"
    r"|(?:我|他|她|本人|个人)的?(?:的|个人|小|私人)*(?:博客|主页|网站|空间|网页|链接|网址|频道|作品集|相册|简历|网盘)"
    r"(?:地址|链接)?(?:是|为|在|:)?)[ ]{0,2}$"
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
        Rule(
            name="url_personal",
            entity="URL",
            strength=Strength.CHECKED,
            about=(
                "a link to a profile, a personal blog or a private document, with a user or token in it, or introduced by"
                " 'my website', 我的博客"
            ),
            pattern=_URL,
            locate=_url,
        ),
    ),
)
"""Personal links."""
