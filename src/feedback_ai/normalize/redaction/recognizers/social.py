"""Ids on messengers and social networks. Their shapes say nothing, so each needs the name of its network before it."""

import re

from feedback_ai.normalize.redaction.recognizers.context import preceding
from feedback_ai.normalize.redaction.rules import WORD, Family, Locate, Rule, Strength, joined, rule, value_span
from feedback_ai.normalize.redaction.words import words_of
from feedback_ai.schema import Span

_IS = r"[ ]?(?:是|为|系|叫|:|=|-|\(|(?i:is|was)(?![A-Za-z]))[ ]?"
_ZH_ID = r"(?:号码|账号|帐号|账户|号|昵称|[ ]?(?i:id))"
_ZH_ADD = r"(?:加我?的?|添加|联系|搜索?|可加|同号)"
_EN_ID = r"[ ]?(?i:ids?|handle|user ?name)(?![A-Za-z])"
_EN_LINK = joined(
    r"""
    (?:[ ]?(?:系|是|为|叫|号|(?i:account|name|number|as|at|is|was|under|me|on|i'm|i am|my)(?![A-Za-z])|[:(,-]
    |[揾找加]我))*[ ]?
    """
)
_VALUE = r"(?P<value>@?(?:live:)?[A-Za-z0-9_][A-Za-z0-9_.-]{2,29}(?<![.-])(?:#[0-9]{4})?)(?![A-Za-z0-9@])"

_ZH_NETWORK = joined(
    rf"""
    (?:微信|薇信|威信|[Vv]信|微博|抖音|小红书|快手|知乎|[Bb]站|豆瓣|贴吧|脸书|推特|电报|钉钉|飞书|陌陌|闲鱼|旺旺|淘宝
    |支付宝|{WORD}(?i:vx|wx|ins)(?![A-Za-z]))
    """
)
_EN_NETWORK = joined(
    rf"""
    {WORD}(?:(?i:we ?chat|weixin|telegram|instagram|insta|twitter|facebook|snapchat|tiktok|discord|skype|kakao(?:talk)?
    |whatsapp|linkedin|weibo|reddit|youtube|viber|douyin|xiaohongshu|pinterest|twitch|psn)|IG|FB|TG
    |(?P<ambiguous>(?i:signal|snap|steam|threads|messenger)|(?<=on )X|(?<=my )X))(?![A-Za-z])
    """
)
_NO_ID = frozenset(words_of("social_no_ids"))
_OWN = re.compile(r"(?i:(?<![a-z])(?:i'm|i am|my))[ ]@|[揾找加]我:?[ ]?@")
_SERVICE_OWN = re.compile(r"(?<![A-Za-z])(?i:us|your|their|official)(?: [a-z]+)?(?: on| at| via)? $|你们的?$|官方$")
_HOMEPAGE = re.compile(r"\.(?:com|org|net|cn|co|uk|io|tw|hk|im|me|tv|app)$", re.IGNORECASE)


def _any_word(match: re.Match[str]) -> Span | None:
    return None if match["value"].lower().lstrip("@") in _NO_ID else value_span(match)


def _looks_chosen(match: re.Match[str]) -> Span | None:
    """A word that somebody chose as an id, not one of the language: with a digit, an underscore, an @, a dot inside."""
    value = match["value"]
    chosen = re.search(r"[0-9_@#]|[a-z]\.[a-z]|[a-z][A-Z]", value) and re.match(r"[A-Za-z_@]", value)
    return _any_word(match) if chosen and not _HOMEPAGE.search(value) else None


def _after_zh_network(match: re.Match[str]) -> Span | None:
    """An English word in a Chinese sentence is an id if a cue says so; a bare number needs 号 or ID."""
    cue = match["cue"]
    if match["value"].isdigit():
        return value_span(match) if cue and re.search(r"号|(?i:id)", cue) else None
    return _any_word(match) if cue else _looks_chosen(match)


def _after_en_network(match: re.Match[str]) -> Span | None:
    if _SERVICE_OWN.search(preceding(match, window=24)):
        return None
    if match["cue"] or _OWN.search(match[0]):
        return _any_word(match)
    return _looks_chosen(match) if not match["ambiguous"] or match["value"].startswith("@") else None


def _rule(name: str, about: str, pattern: str, locate: Locate = value_span) -> Rule:
    return rule("SOCIAL", name, Strength.CUED, about, pattern, locate)


FAMILY = Family(
    name="social",
    gate=re.compile(r"[A-Za-z0-9_]{3}|@"),
    rules=(
        _rule(
            "social_zh",
            "after 微信, VX, 微博, 抖音 and other networks' Chinese names: an id",
            rf"{_ZH_NETWORK}(?P<cue>(?:{_ZH_ID}|{_ZH_ADD})+(?:{_IS})?|{_IS})?[ ]?{_VALUE}",
            _after_zh_network,
        ),
        _rule(
            "social_zh_name",
            "after 微博, 抖音 and other networks: a Chinese name after @",
            rf"{_ZH_NETWORK}(?:{_ZH_ID}|{_ZH_ADD})*(?:{_IS})?(?P<value>@[\u4e00-\u9fffA-Za-z0-9_-]{{2,20}})",
        ),
        _rule(
            "social_qq",
            "after QQ or 扣扣: a number of 5 to 11 digits",
            rf"""
            (?:(?<![A-Za-z])[Qq]{{2}}|扣扣|企鹅号)
            (?:群|{_ZH_ID}|{_ZH_ADD}|{_EN_ID}|[ ]?(?i:number|no\.?))*(?:{_IS}|[ ])?
            (?P<value>[1-9][0-9]{{4,10}})(?![0-9A-Za-z@.]|[ ]?(?:元|块|分|万|天|次|个|人|年|级))
            """,
        ),
        _rule(
            "social_line",
            "after 'LINE ID', 加LINE, 'my LINE is': a LINE id",
            rf"""
            (?:{WORD}(?i:line)(?:{_ZH_ID}|{_EN_ID})(?:{_IS})?
            |(?:{_ZH_ADD}|我的?|(?i:my|on)[ ])[ ]?LINE(?![A-Za-z])(?:{_IS})?
            |(?<![A-Za-z])LINE:|(?:加赖|赖(?:{_ZH_ID}|:))(?:{_IS})?)[ ]?{_VALUE}
            """,
            _any_word,
        ),
        _rule(
            "social_en",
            "after WeChat, Telegram and others: any word after 'ID' or 'handle', else one with a digit, _ or @",
            rf"{_EN_NETWORK}(?:(?P<cue>{_EN_ID}(?:{_IS})?)|{_EN_LINK})[ ]?{_VALUE}",
            _after_en_network,
        ),
        _rule(
            "social_handle",
            "after 'username', 'my handle', 'DM me', 用户名, 昵称: an id with a digit, an underscore or an @",
            rf"""
            (?:{WORD}(?i:(?:user|screen|gamer) ?(?:name|tag|id)|handle|(?:dm|pm|message|follow|find|tag|add) me)
            (?:[ ](?:is|was|on|at|as|under|here|[A-Z][A-Za-z]+))*
            |用户名|昵称|网名|账号名|登录名|用户ID|群里|群友|私信|关注|艾特)[ ]?(?:是|为|叫|[:(,-])?[ ]?{_VALUE}
            """,
            _looks_chosen,
        ),
    ),
)
"""Messenger and social network ids."""
