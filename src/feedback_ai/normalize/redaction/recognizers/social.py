"""Ids on messengers and social networks. Their shapes say nothing, so each needs the name of its network before it."""

import re

from feedback_ai.normalize.redaction.rules import Family, Rule, Strength, value_span
from feedback_ai.schema import Span

_IS = r"[ ]?(?:是|为|系|叫|:|=|-|\(|(?i:is|was)(?![A-Za-z]))[ ]?"
_ZH_ID = r"(?:号码|账号|帐号|账户|号|昵称|[ ]?(?i:id))"
_ZH_ADD = r"(?:加我?的?|添加|联系|搜索?|可加|同号)"
_EN_ID = r"[ ]?(?i:ids?|handle|user ?name)(?![A-Za-z])"
_EN_LINK = r"(?:[ ]?(?:系|是|为|叫|号|(?i:account|name|number|as|at|is|was|under|me|on)(?![A-Za-z])|[:(,-]))*[ ]?"
_VALUE = r"(?P<value>@?[A-Za-z0-9_][A-Za-z0-9_.-]{2,29}(?<![.-])(?:#[0-9]{4})?)(?![A-Za-z0-9@])"

_ZH_NETWORK = (
    r"(?:微信|薇信|威信|[Vv]信|微博|抖音|小红书|快手|知乎|[Bb]站|豆瓣|贴吧|脸书|推特|电报|钉钉|飞书|陌陌|闲鱼|旺旺|淘宝|支付宝"
    r"|(?<![A-Za-z])(?=[A-Za-z])(?i:vx|wx|ins)(?![A-Za-z]))"
)
_EN_NETWORK = (
    r"(?<![A-Za-z])(?:(?i:we ?chat|weixin|telegram|instagram|insta|twitter|facebook|snapchat|tiktok|discord|skype|kakao(?:talk)?"
    r"|whatsapp|linkedin|weibo|reddit|youtube|viber|douyin|xiaohongshu|pinterest|twitch|psn)|IG|FB|TG"
    r"|(?P<ambiguous>(?i:signal|snap|steam|threads|messenger)|X))(?![A-Za-z])"
)
_NO_ID = frozenset(
    "pay payment app apps official account accounts group groups support customer service login page team business store shop"
    " message messages chat chats call calls post posts link the this that and not was has have but for with you your our their"
    " its which who when where can will would never still always only here there down broken working works great good bad very"
    " review reviews ads advert live video story stories marketplace web mini program moments unknown none blocked hacked"
    " suspended iphone ipad android".split()
)
_HOMEPAGE = re.compile(r"\.(?:com|org|net|cn|co|uk|io|tw|hk)$", re.IGNORECASE)


def _any_word(match: re.Match[str]) -> Span | None:
    return None if match["value"].lower().lstrip("@") in _NO_ID else value_span(match)


def _looks_chosen(match: re.Match[str]) -> Span | None:
    """A word that somebody chose as an id, and not one of the language: with a digit, an underscore, an @, a dot inside."""
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
    if match["cue"]:
        return _any_word(match)
    return _looks_chosen(match) if not match["ambiguous"] or match["value"].startswith("@") else None


FAMILY = Family(
    name="social",
    gate=re.compile(r"[A-Za-z0-9_]{3}"),
    rules=(
        Rule(
            name="social_zh",
            entity="SOCIAL",
            strength=Strength.CUED,
            about="after 微信, VX, 微博, 抖音 and other networks' Chinese names: an id",
            pattern=re.compile(rf"{_ZH_NETWORK}(?P<cue>(?:{_ZH_ID}|{_ZH_ADD})+(?:{_IS})?|{_IS})?[ ]?{_VALUE}"),
            locate=_after_zh_network,
        ),
        Rule(
            name="social_zh_name",
            entity="SOCIAL",
            strength=Strength.CUED,
            about="after 微博, 抖音 and other networks: a Chinese name after @",
            pattern=re.compile(rf"{_ZH_NETWORK}(?:{_ZH_ID}|{_ZH_ADD})*(?:{_IS})?(?P<value>@[\u4e00-\u9fffA-Za-z0-9_-]{{2,20}})"),
        ),
        Rule(
            name="social_qq",
            entity="SOCIAL",
            strength=Strength.CUED,
            about="after QQ or 扣扣: a number of 5 to 11 digits",
            pattern=re.compile(
                rf"(?:(?<![A-Za-z])[Qq]{{2}}|扣扣|企鹅号)(?:群|{_ZH_ID}|{_ZH_ADD}|{_EN_ID}|[ ]?(?i:number|no\.?))*(?:{_IS}|[ ])?"
                r"(?P<value>[1-9][0-9]{4,10})(?![0-9A-Za-z@.]|[ ]?(?:元|块|分|万|天|次|个|人|年|级))"
            ),
        ),
        Rule(
            name="social_line",
            entity="SOCIAL",
            strength=Strength.CUED,
            about="after 'LINE ID', 加LINE, 'my LINE is': a LINE id",
            pattern=re.compile(
                rf"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:line)(?:{_ZH_ID}|{_EN_ID})(?:{_IS})?|(?:{_ZH_ADD}|我的?|(?i:my|on)[ ])[ ]?LINE(?![A-Za-z])"
                rf"(?:{_IS})?|(?<![A-Za-z])LINE:|(?:加赖|赖(?:{_ZH_ID}|:))(?:{_IS})?)[ ]?{_VALUE}"
            ),
            locate=_any_word,
        ),
        Rule(
            name="social_en",
            entity="SOCIAL",
            strength=Strength.CUED,
            about="after WeChat, Telegram, Instagram and others: any word after 'ID' or 'handle', else one with a digit, _ or @",
            pattern=re.compile(rf"{_EN_NETWORK}(?:(?P<cue>{_EN_ID}(?:{_IS})?)|{_EN_LINK})[ ]?{_VALUE}"),
            locate=_after_en_network,
        ),
        Rule(
            name="social_handle",
            entity="SOCIAL",
            strength=Strength.CUED,
            about="after 'username', 'my handle', 'DM me', 用户名, 昵称: an id with a digit, an underscore or an @",
            pattern=re.compile(
                r"(?:(?<![A-Za-z])(?=[A-Za-z])(?i:(?:user|screen|gamer) ?(?:name|tag|id)|handle|(?:dm|pm|message|follow|find|tag|add) me)"
                r"(?:[ ](?:is|was|on|at|as|under|here|[A-Z][A-Za-z]+))*|用户名|昵称|网名|账号名|登录名|用户ID|群里|群友|私信|关注|艾特)"
                rf"[ ]?(?:是|为|叫|[:(,-])?[ ]?{_VALUE}"
            ),
            locate=_looks_chosen,
        ),
    ),
)
"""Messenger and social network ids."""
