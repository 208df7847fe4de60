"""Names in Chinese that a cue introduces: 我叫, 姓名, 联系人, a title after a surname, a signature."""

import re

from feedback_ai.normalize.redaction.rules import HAN, Family, Rule, Strength, value_span
from feedback_ai.normalize.redaction.words.chinese import (
    AMBIGUOUS,
    COMPOUND_SURNAMES,
    COMPOUNDS_BEFORE,
    FOLLOWERS,
    GIVEN_CHARACTERS,
    GIVEN_STOPS,
    NEVER_BEFORE_POSITION,
    NEVER_BEFORE_TITLE,
    NOT_NAMES,
    SURNAMES,
)
from feedback_ai.schema import Span

_SURNAME = rf"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
_GIVEN = rf"(?:(?![{''.join(sorted(GIVEN_STOPS))}]){HAN})"
_NAME = rf"(?P<value>(?P<surname>{_SURNAME})(?P<given>{_GIVEN}{{1,2}}))"
_AHEAD = rf"(?={_NAME})"
_IS = r"[ ]?(?:是|为|叫|:|-|=)?[ ]?"
_CLEAR_END = re.compile(rf"(?!{HAN})")
_ENDS = re.compile(rf"(?!{HAN})|{'|'.join(FOLLOWERS)}")

_SAYS = r"(?:我的?(?:名字|姓名|全名|真名|大名)?(?:就?叫做?|叫|是叫)|我的?(?:名字|姓名)(?:是|叫)?|名叫|本名|化名|(?i:my name is))[ :]{0,2}"
_FIELD = (
    r"(?:姓名|名字|联系人|联络人|收件人|收货人|寄件人|发件人|投诉人|举报人|申请人|反映人|反馈人|来电人|持卡人|开户人|户主|户名|机主|患者|病人|乘客|旅客|乘机人"
    r"|入住人|预订人|预定人|订票人|客人|客户|顾客|业主|车主|住户|用户|当事人|被投诉人|经办人|委托人|参保人|学员|学生|家长|会员|署名|签名|落款|签字"
    r"|[卡房号店货业户]主|(?:退货|订货|付款|担保|委托|负责|控制|代表|责任|受害|当事|报案|借款|承租|租房|购票|下单|参会|紧急联系|预留)人|法人)(?:姓名|名称|名字|名)?"
)
_SELF = r"(?:我[是系]|本人是?|这里是|我乃|在下|我是[^,。!?;\s]{0,8}?(?:用户|客户|顾客|会员|业主|住户|家长|家属|患者|乘客|旅客|车主|房客))[ ]?"
_ROLE = (
    r"(?:客服|经理|员工|柜员|司机|医生|护士|老师|店员|服务员|骑手|快递员|快递小哥|外卖员|营业员|工作人员|导购|前台|师傅|保安|教练|顾问|店长|主任|业务员"
    r"|销售|管家|收银员|接线员|话务员|专员|配送员|送餐员|理财经理|客户经理|大堂经理|技师|值班经理|代表|医师|护理师|护士长|主治医师|主管|组长|站长|队长|工程师|律师|主播|团长|群主|同学|同事|朋友|丈夫|妻子|老公|老婆|儿子|女儿|母亲|父亲|妈妈|爸爸)"
)
_MET = r"(?:请找|找到?|联系|感谢|谢谢|表扬|点赞|投诉|举报|认准|名字|工号[0-9A-Za-z]{2,10}的?|[员工编]号[0-9A-Za-z]{2,10}的?|[:,。(\s]由)"
_COURTESY = r"(?:先生|女士|小姐|太太|夫人|同志|小姐姐)"
_POSITION = (
    r"(?:老师|医师|医生|大夫|护理师|护士长|护士|药师|治疗师|经理|师傅|主任|店长|律师|教授|警官|队长|院长|校长|主管|专员|教练|阿姨|大姐|大哥|大爷|大妈"
    r"|叔叔|总监|总经理|助理|会计|导游|科长|处长|局长|书记|站长|班长|组长|顾问|工程师|博士|同学|老板娘|老板|同志)"
)
_SIGNS_OFF = r"(?:敬上|谨上|敬启|拜上|谨启|启上|呈上|顿首)"
_LATIN = r"(?P<value>[A-Z][a-z]{1,20}(?:[ -][A-Z][a-z]{0,20}){0,3})(?![A-Za-z])"
_DOTTED = rf"(?P<value>{HAN}{{1,6}}(?:·{HAN}{{1,5}}){{1,3}})"
_UNNAMED = frozenset({"姓", "某"})
_NOBODY = frozenset("匿名 保密 未知 不详 不便 未提供 不提供 暂无 没有 如下 本人 同上 不明 不愿 客户 先生 女士 游客 未填 不公开 略去 无名 日期 签名".split())
"""What forms say where no name is given."""


def _name_span(match: re.Match[str], *, certain: bool) -> Span | None:
    """Where the name ends. Chinese has no spaces: three characters if something that may follow a name follows, else two.

    Args:
        match: A cue with the groups `surname` and `given` after it.
        certain: Whether the cue is strong enough to believe a name whose end is not seen, or of unusual characters.
    """
    text, start = match.string, match.start("value")
    if text[start : start + 2] in NOT_NAMES or text[start : start + 3] in NOT_NAMES:
        return None
    ends = _CLEAR_END if match["surname"] in AMBIGUOUS else _ENDS
    first, last = match.end("surname") + 1, match.end("given")
    for end in range(last, first - 1, -1):
        whole = end == last > first and _CLEAR_END.match(text, end) is not None
        if ends.match(text, end) and (certain or whole or text[end - 1] in GIVEN_CHARACTERS):
            return Span(start, end)
    return Span(start, last) if certain and match["surname"] not in AMBIGUOUS else None


def _after_strong_cue(match: re.Match[str]) -> Span | None:
    return _name_span(match, certain=True)


def _after_weak_cue(match: re.Match[str]) -> Span | None:
    """Only a name whose end is seen, of characters that names are made of, with a surname that is seldom another word."""
    return None if match["surname"] in AMBIGUOUS else _name_span(match, certain=False)


def _stated(match: re.Match[str]) -> Span | None:
    return None if any(match["value"].startswith(word) for word in _NOBODY) else value_span(match)


def _titled(match: re.Match[str]) -> Span | None:
    return value_span(match) if _may_have_title(match, NEVER_BEFORE_TITLE) else None


def _with_position(match: re.Match[str]) -> Span | None:
    """As with a courtesy title, and a given name must end in a character of names (任课老师 is none)."""
    given = match["given"]
    likely = not given or given[-1] in GIVEN_CHARACTERS or given in _UNNAMED
    return value_span(match) if likely and _may_have_title(match, NEVER_BEFORE_POSITION) else None


def _may_have_title(match: re.Match[str], never: frozenset[str]) -> bool:
    """Whether the surname is one here: no character beside it makes another word of it (工程经理, 历史老师)."""
    surname = match["surname"]
    before = match.string[max(0, match.start("value") - 1) : match.start("value")]
    compound = before != "" and before in COMPOUNDS_BEFORE.get(surname, "")
    return surname not in never and not compound and match["value"][:2] not in NOT_NAMES


_RULES = (
    Rule(
        name="name_zh_says",
        entity="NAME",
        strength=Strength.CUED,
        about="after 我叫, 我的名字是, 名叫",
        pattern=re.compile(_SAYS + _AHEAD),
        locate=_after_strong_cue,
    ),
    Rule(
        name="name_zh_field",
        entity="NAME",
        strength=Strength.CUED,
        about="after 姓名, 联系人, 收件人, 患者, 署名 ... with a colon",
        pattern=re.compile(rf"(?:(?:{_FIELD}|[\u4e00-\u9fff]{{2}}人)[ ]?:|(?:姓名|名字|联系人|联络人)(?:是|为|叫))[ ]?{_AHEAD}"),
        locate=_after_strong_cue,
    ),
    Rule(
        name="name_zh_field_bare",
        entity="NAME",
        strength=Strength.CUED,
        about="after the same words without a colon, where the name's end is seen",
        pattern=re.compile(rf"{_FIELD}(?:写的|填的|登记的?)?(?:是|为|叫)?[ (\"']?{_AHEAD}"),
        locate=_after_weak_cue,
    ),
    Rule(
        name="name_zh_field_any",
        entity="NAME",
        strength=Strength.CUED,
        about="after 姓名:, 联系人:, 署名: any two to four characters up to the next punctuation",
        pattern=re.compile(rf"(?:姓名|联系人|联络人|收件人|收货人|投诉人|户名|持卡人|署名|签名|落款):[ ]?(?P<value>{HAN}{{2,4}})(?!{HAN})"),
        locate=_stated,
    ),
    Rule(
        name="name_zh_latin",
        entity="NAME",
        strength=Strength.CUED,
        about="after 我叫, 姓名:, 联系人: and the like, or before 先生, 小姐: a name in Latin letters",
        pattern=re.compile(rf"(?:(?:{_SAYS}|{_FIELD}[ ]?(?:是|为|叫|:)[ ]?){_LATIN}|(?<![A-Za-z])(?P<titled>[A-Z][a-z]{{1,20}}[ ]?{_COURTESY}))"),
        locate=lambda match: Span(*match.span("value" if match["value"] else "titled")),
    ),
    Rule(
        name="name_zh_dotted",
        entity="NAME",
        strength=Strength.CUED,
        about="after the same cues: a name with a dot between its parts (艾力·买买提)",
        pattern=re.compile(rf"(?:{_SAYS}|{_SELF}|{_FIELD}[ ]?(?:是|为|叫|:)?[ ]?){_DOTTED}"),
    ),
    Rule(
        name="name_zh_self",
        entity="NAME",
        strength=Strength.CUED,
        about="after 我是 or 本人, where the name's end is seen",
        pattern=re.compile(_SELF + _AHEAD),
        locate=_after_weak_cue,
    ),
    Rule(
        name="name_zh_role",
        entity="NAME",
        strength=Strength.CUED,
        about="after a role (客服, 司机, 医生 ...) or a relative: a full name whose end is seen",
        pattern=re.compile(rf"{_ROLE}(?:叫|名叫|是|:|[ (\"'])?{_AHEAD}"),
        locate=_after_weak_cue,
    ),
    Rule(
        name="name_zh_met",
        entity="NAME",
        strength=Strength.CUED,
        about="after 感谢, 投诉, 请找, 联系 or a staff number: a name whose end is seen",
        pattern=re.compile(rf"{_MET}[ \"']?{_AHEAD}"),
        locate=_after_weak_cue,
    ),
    Rule(
        name="name_zh_called",
        entity="NAME",
        strength=Strength.CUED,
        about="between 叫 and 的 or punctuation, as in 一个叫王小明的客服, 我爱人叫杨雪",
        pattern=re.compile(rf"(?:叫做?|名为|名字叫)[ \"']?(?P<value>(?P<surname>{_SURNAME})(?P<given>{_GIVEN}{{1,2}}))(?=[\"']?(?:的|$|[^\u4e00-\u9fff]))"),
        locate=_after_weak_cue,
    ),
    Rule(
        name="name_zh_courtesy",
        entity="NAME",
        strength=Strength.CUED,
        about="a surname or name with 先生, 女士, 小姐, 太太",
        pattern=re.compile(rf"(?=(?P<value>(?P<surname>{_SURNAME})(?P<given>{_GIVEN}{{0,2}}?){_COURTESY}))"),
        locate=_titled,
    ),
    Rule(
        name="name_zh_position",
        entity="NAME",
        strength=Strength.CUED,
        about="a surname or name with 经理, 医生, 老师, 师傅 ...",
        pattern=re.compile(rf"(?=(?P<value>(?P<surname>{_SURNAME})(?P<given>{_GIVEN}{{0,2}}?){_POSITION}))"),
        locate=_with_position,
    ),
    Rule(
        name="name_zh_surname",
        entity="NAME",
        strength=Strength.CUED,
        about="a surname after 我姓, 免贵姓, 本人姓",
        pattern=re.compile(rf"(?:我|本人|免贵|女士|先生|小姐|客服|司机|医生|他|她)姓(?P<value>{_SURNAME})(?![名氏])"),
    ),
    Rule(
        name="name_zh_signature",
        entity="NAME",
        strength=Strength.CUED,
        about="before 敬上 and other closings, or alone on the line after 此致敬礼",
        pattern=re.compile(
            rf"(?<!{HAN})(?P<value>{_SURNAME}{_GIVEN}{{1,2}})(?=[ ]?{_SIGNS_OFF})"
            rf"|(?<=敬礼)[!。.,\s]{{1,6}}(?P<signed>{_SURNAME}{_GIVEN}{{1,2}})(?!{HAN})"
        ),
        locate=lambda match: Span(*match.span("value" if match["value"] else "signed")),
    ),
)

FAMILY = Family(name="names_zh", gate=re.compile(r"[\u4e00-\u9fff]{2}"), rules=_RULES)
"""Names in Chinese."""
