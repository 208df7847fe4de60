"""Names in Chinese that a cue introduces: 我叫, 姓名, 联系人, a title after a surname, a signature."""

import re

from feedback_ai.normalize.redaction.recognizers.name_characters import (
    AHEAD,
    GIVEN,
    NAME,
    SURNAME,
    after_self,
    after_strong_cue,
    after_vague_cue,
    after_weak_cue,
    as_stated,
    titled,
    with_courtesy,
    with_position,
    with_short_title,
)
from feedback_ai.normalize.redaction.rules import HAN, Family, Locate, Rule, Strength, joined, rule, value_span
from feedback_ai.schema import Span

_SAYS = joined(
    r"""
    (?:我的?(?:名字|姓名|全名|真名|大名)?(?:就?叫做?|叫|是叫)|我的?(?:名字|姓名)(?:是|叫)?|名叫|本名|化名
    |(?i:my name is))[ :]{0,2}
    """
)
_FIELD = joined(
    r"""
    (?:姓名|名字|联系人|联络人|收件人|收货人|寄件人|发件人|投诉人|举报人|申请人|反映人|反馈人|来电人|持卡人|开户人
    |户主|户名|机主|患者|病人|乘客|旅客|乘机人|入住人|预订人|预定人|订票人|客人|客户|顾客|业主|车主|住户|用户
    |经办人|参保人|学员|学生|家长|会员|署名|签名|落款|签字|法人|[卡房号店货业户]主
    |(?:退货|订货|付款|担保|委托|负责|控制|代表|责任|受害|当事|报案|借款|承租|租房|购票|下单|参会|紧急联系|预留)人)
    (?:姓名|名称|名字|名)?
    """
)
_FORM = r"(?:姓名|联系人|联络人|收件人|收货人|投诉人|户名|持卡人|署名|签名|落款)"
_IS = r"[ ]?(?:是|为|叫|:)[ ]?"
_SELF = joined(
    r"""
    (?:我[是系]|本人是?|这里是|我乃|在下
    |我是[^,。!?;\s]{0,8}?(?:用户|客户|顾客|会员|业主|住户|家长|家属|患者|乘客|旅客|车主|房客))[ ]?
    """
)
_ROLE = joined(
    r"""
    (?:客服|经理|员工|柜员|司机|医生|护士|老师|店员|服务员|骑手|快递员|快递小哥|外卖员|营业员|工作人员|导购|前台
    |师傅|保安|教练|顾问|店长|主任|民警|辅警|交警|警官|城管|骑士|村主任|村支书|业务员|销售|管家|收银员|接线员|话务员|专员|配送员|送餐员|技师|代表|医师|护理师
    |护士长|主管|组长|站长|队长|工程师|律师|主播|团长|群主|同学|同事|朋友|丈夫|妻子|老公|老婆|儿子|女儿|母亲|父亲
    |妈妈|爸爸)
    """
)
_MET = joined(
    r"""
    (?:请找|找到?|联系|感谢|谢谢|表扬|点赞|投诉|举报|认准|名字|工号[0-9A-Za-z]{2,10}的?
    |[员工编]号[0-9A-Za-z]{2,10}的?|[:,。(\s]由)
    """
)
_COURTESY = r"(?:先生|女士|小姐姐|小姐|太太|夫人|同志)"
_POSITION = joined(
    r"""
    (?:老师|医师|医生|大夫|护理师|护士长|护士|药师|治疗师|经理|师傅|主任|店长|律师|教授|警官|队长|院长|校长|主管
    |专员|教练|阿姨|大姐|大哥|大爷|大妈|叔叔|总监|总经理|助理|会计|导游|科长|处长|局长|书记|站长|班长|组长|顾问
    |工程师|博士|同学|老板娘|老板|同志)
    """
)
_SHORT_TITLE = r"(?:工(?![作程人厂地业具商序期龄会艺资])|总(?![体数共是算价额部量结觉的])|姐|哥)"
_SIGNS_OFF = r"(?:敬上|谨上|敬启|拜上|谨启|启上|呈上|顿首)"
_LATIN = r"(?P<value>[A-Z][a-z]{1,20}(?:[ -][A-Z][a-z]{0,20}){0,3})(?![A-Za-z])"
_DOTTED = rf"(?P<value>{HAN}{{1,6}}(?:·{HAN}{{1,5}}){{1,3}})"


def _either(match: re.Match[str]) -> Span | None:
    """The span of the group that took part, `value` or `other`."""
    return Span(*match.span("value" if match["value"] else "other"))


def _rule(name: str, about: str, pattern: str, locate: Locate = value_span) -> Rule:
    return rule("NAME", name, Strength.CUED, about, pattern, locate)


FAMILY = Family(
    name="names_zh",
    gate=re.compile(rf"{HAN}{{2}}"),
    rules=(
        _rule("name_zh_says", "after 我叫, 我的名字是, 名叫", _SAYS + AHEAD, after_strong_cue),
        _rule(
            "name_zh_field",
            "after 姓名, 联系人, 收件人, 患者, 署名 ... with a colon",
            rf"(?:(?:{_FIELD}|{HAN}{{2}}人)[ ]?:|(?:姓名|名字|联系人|联络人)(?:是|为|叫))[ ]?{AHEAD}",
            after_strong_cue,
        ),
        _rule(
            "name_zh_field_bare",
            "after the same words without a colon",
            rf"{_FIELD}(?:写的|填的|登记的?)?(?:是|为|叫)?[ (\"']?{AHEAD}",
            after_weak_cue,
        ),
        _rule(
            "name_zh_field_any",
            "after 姓名:, 联系人:, 署名: any two to four characters up to the next punctuation",
            rf"{_FORM}:[ ]?(?P<value>{HAN}{{2,4}})(?!{HAN})",
            as_stated,
        ),
        _rule(
            "name_zh_person",
            "after any word for a person that ends in 人 (订位人, 介绍人)",
            rf"{HAN}{{1,2}}人(?:是|叫)?{AHEAD}",
            after_vague_cue,
        ),
        _rule(
            "name_zh_latin",
            "after 我叫, 姓名:, 联系人: and the like, or before 先生, 小姐: a name in Latin letters",
            rf"""
            (?:(?:{_SAYS}|{_FIELD}{_IS}|{_FIELD}[ ]?(?=[A-Z][a-z]+[ ][A-Z])){_LATIN}
            |(?<![A-Za-z])(?P<other>[A-Z][a-z]{{1,20}}[ ]?{_COURTESY}))
            """,
            _either,
        ),
        _rule(
            "name_zh_dotted",
            "after the same cues: a name with a dot between its parts (艾力·买买提)",
            rf"(?:{_SAYS}|{_SELF}|{_FIELD}(?:{_IS})?){_DOTTED}",
        ),
        _rule("name_zh_self", "after 我是 or 本人, where the name's end is seen", _SELF + AHEAD, after_self),
        _rule(
            "name_zh_role",
            "after a role (客服, 司机, 医生 ...) or a relative: a full name",
            rf"{_ROLE}(?:叫|名叫|是|:|[ (\"'])?{AHEAD}",
            after_weak_cue,
        ),
        _rule(
            "name_zh_met",
            "after 感谢, 投诉, 请找, 联系 or a staff number: a full name",
            rf"{_MET}[ \"']?{AHEAD}",
            after_weak_cue,
        ),
        _rule(
            "name_zh_called",
            "between 叫 and 的 or punctuation (一个叫王小明的客服, 我爱人叫杨雪)",
            rf"(?:叫做?|名为|名字叫)[ \"']?{NAME}(?=[\"']?(?:的|(?!{HAN})))",
            after_weak_cue,
        ),
        _rule(
            "name_zh_courtesy",
            "a surname or name with 先生, 女士, 小姐, 太太",
            titled(_COURTESY),
            with_courtesy,
        ),
        _rule(
            "name_zh_position",
            "a surname or name with 经理, 医生, 老师, 师傅 ...",
            titled(_POSITION),
            with_position,
        ),
        _rule(
            "name_zh_short_title",
            "a surname with 工, 总, 姐 or 哥 after a word that lets a name follow",
            rf"(?:(?<!{HAN})|(?<=[的找问让给叫跟是请和谢]))(?P<value>(?P<surname>{SURNAME})(?P<given>){_SHORT_TITLE})",
            with_short_title,
        ),
        _rule(
            "name_zh_surname",
            "a surname after 我姓, 免贵姓, 本人姓",
            rf"(?:我|本人|免贵|女士|先生|小姐|客服|司机|医生|他|她)姓(?P<value>{SURNAME})(?![名氏])",
        ),
        _rule(
            "name_zh_signature",
            "before 敬上 and other closings, or alone on the line after 此致敬礼",
            rf"""
            (?<!{HAN})(?P<value>{SURNAME}{GIVEN}{{1,2}})(?=[ ]?{_SIGNS_OFF})
            |(?<=敬礼)[!。.,\s]{{1,6}}(?P<other>{SURNAME}{GIVEN}{{1,2}})(?!{HAN})
            """,
            _either,
        ),
    ),
)
"""Names in Chinese."""
