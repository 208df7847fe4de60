"""Addresses in Chinese, read as a chain of parts: province, city, district, street, estate, house, building, room.

A chain is an address if it names a house on a street or a building of a residential estate, and either lies in a named
district, goes down to a room, or follows a cue (住址, 家住, 寄到). A street without a house stays, and so does a shop.
"""

import re
from dataclasses import dataclass

from feedback_ai.normalize.redaction.rules import HAN, Family, Rule, Strength
from feedback_ai.normalize.redaction.words.places import PROVINCES
from feedback_ai.schema import Span

_AREA = r"自治区|自治州|特别行政区|省|市|新区|区|县|镇|乡|街道|庄?村|[庄屯寨](?!村)"
_ROAD = r"大道[东南西北中]?|大街|胡同|(?<![知味频通渠隧轨])道[东南西北中]?|(?<![线网走问马道铁电一半])路|(?<![逛上])街|巷|弄"
_ESTATE = r"(?<![这那哪家店手心城乡屋房车公夜眼嘴])里|小区|花园|家园|公寓|新村|山庄|公馆|华府|豪庭|名邸|社区|宿舍|家属院|大院|苑|府|湾|庭|轩|邨|居|阁|园|城|大厦|广场|中心|国际"
_PUBLIC = r"大厦|广场|中心|国际|商城|影城|书城|县城|车城|家具城|家居城|古城|公园|校园|乐园|菜园|幼儿园|产业园|工业园|政府|商城"
_UNIT = r"号楼|号院|号栋|号(?![线口门窗桌机店厅馆仓库柜台上下])|栋|幢|座|期|单元|室|楼|层|房|户|弄|巷|段|组|队|F"
_SUFFIX_AHEAD = "(?=[" + "".join(sorted(set(re.sub(r"\(\?<?[!=]\[?[^)]*\)|[^\u4e00-\u9fff]", "", _AREA + _ROAD + _ESTATE)))) + "])"
_NUMERAL = r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁]"
_PROVINCE = rf"(?=[{''.join(sorted({name[0] for name in PROVINCES}))}])(?:{'|'.join(PROVINCES)})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?"
_PART = (
    rf"(?P<unit>第?{_NUMERAL}(?:{_NUMERAL}|-){{0,6}}[ ]?(?:{_UNIT})(?:之[0-9一二三四五六七八九十]{{1,2}})?|之[0-9]{{1,2}}"
    rf"|[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{1,4}}|(?<=[栋幢座元楼层])[0-9]{{2,4}}(?![0-9元块年月日点分天次个人.:%]))"
    rf"|(?P<province>{_PROVINCE}(?![东南西北中]?[路街道巷]|大道))"
    rf"|(?P<place>[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff]{{0,8}}?{_SUFFIX_AHEAD}(?:(?P<road>{_ROAD})|(?:(?P<estate>{_ESTATE})|(?P<area>{_AREA}))(?!大道|[路街道巷])))"
)
_PART_RE = re.compile(_PART)
_UNIT_RE = re.compile(rf"{_NUMERAL}[ ]?(?:{_UNIT})|[0-9]-[0-9]{{1,3}}-[0-9]")
_CHAIN = rf"(?P<chain>(?:(?>{re.sub(r'[?]P<[a-z]+>', '?:', _PART)})[ ]?){{2,16}})"
_CUE = (
    r"(?:(?:家庭|收货|收件|送货|配送|通讯|通信|联系|居住|户籍|现|家|原|新|正确|详细|我的|常住|公司)?(?:住址|地址|住所)|家住|家在|我家|住在|居住在?|现住|我住|户籍在?"
    r"|寄到|寄往|寄至|寄给我?|送到|送至|送往|送去|邮寄到?|快递到|配送到|搬到|(?i:my address is|address:|i live (?:at|in)))"
    r"(?:改成|改为|变更为|应该?是|是在|是|为|在|位于|于|填的是|写的是|错成)?[ :(\"'“]{0,2}"
)
_STOPS = "在到住是于至址寄送从去往给的了我你他她您们为把被和跟"
_AREAS_DOWN_TO_A_VILLAGE = 2
_VILLAGE = re.compile(r"(?:村|庄|镇|乡|街道|小区|花园|家园|公寓|苑|社区)$")


@dataclass(frozen=True, slots=True)
class _Chain:
    """The parts of a chain, counted by kind."""

    provinces: int
    areas: int
    roads: int
    homes: int
    estates: int
    units: int

    @property
    def names_a_house(self) -> bool:
        """A house on a street, or a building of an estate."""
        return self.units > 0 and self.roads + self.estates > 0

    @property
    def is_clear(self) -> bool:
        """Whether the chain is an address without any cue."""
        located = self.provinces + self.areas > 0
        street = self.roads > 0 and self.units > 0 and (located or self.units > 1 or self.homes > 0)
        estate = self.homes > 0 and self.units > 0 and (located or self.units > 1)
        return street or estate

    @property
    def is_address_after_cue(self) -> bool:
        """Whether the chain is an address where a cue says that one follows."""
        places = self.provinces + self.areas + self.roads + self.estates
        return self.names_a_house or (self.units > 0 and places > 1)

    @property
    def is_village_after_cue(self) -> bool:
        """Whether the chain leads from a district down to a village or an estate, without a house."""
        return self.provinces + self.areas >= _AREAS_DOWN_TO_A_VILLAGE


def _count(parts: list[re.Match[str]]) -> _Chain:
    estates = [part["place"] for part in parts if part["estate"]]
    return _Chain(
        provinces=sum(part["province"] is not None for part in parts),
        areas=sum(part["area"] is not None for part in parts),
        roads=sum(part["road"] is not None for part in parts),
        homes=sum(re.search(rf"(?:{_PUBLIC})$", name) is None for name in estates),
        estates=len(estates),
        units=sum(part["unit"] is not None for part in parts),
    )


def _first_place(part: re.Match[str]) -> int:
    """Where the name of a chain's first place begins: words before it are joined to it, as Chinese has no spaces."""
    text = part[0]
    if part["unit"]:
        return part.start()
    provinces = [text.rfind(name) for name in PROVINCES]
    cut = max(provinces)
    if cut <= 0:
        cut = max(text.rfind(stop, 0, len(text) - 2) for stop in _STOPS) + 1
    return part.start() + cut


def _last_part(parts: list[re.Match[str]]) -> re.Match[str]:
    """The last house, building or room, or the estate named after it."""
    units = [index for index, part in enumerate(parts) if part["unit"]]
    last = units[-1] if units else len(parts) - 1
    following = parts[last + 1] if last + 1 < len(parts) else None
    if following is not None and following["estate"] and not any(stop in following[0] for stop in _STOPS):
        return following
    return parts[last]


def _clear(match: re.Match[str]) -> Span | None:
    parts = list(_PART_RE.finditer(match.string, *match.span("chain")))
    if not _count(parts).is_clear:
        return None
    return Span(_first_place(parts[0]), _last_part(parts).end())


def _cued(match: re.Match[str]) -> Span | None:
    parts = list(_PART_RE.finditer(match.string, *match.span("chain")))
    chain = _count(parts)
    if not chain.is_address_after_cue:
        joined = any(stop in match["chain"] for stop in _STOPS)
        if joined or not chain.is_village_after_cue or not _VILLAGE.search(parts[-1][0]):
            return None
    return Span(match.start("chain"), _last_part(parts).end())


FAMILY = Family(
    name="addresses_zh",
    gate=re.compile(rf"{HAN}{{2}}"),
    rules=(
        Rule(
            name="address_zh",
            entity="ADDRESS",
            strength=Strength.FORMATTED,
            about="a house on a street or a building of an estate, with district or room (省市区路号楼室)",
            pattern=re.compile(_CHAIN),
            locate=_clear,
            needs=_UNIT_RE,
        ),
        Rule(
            name="address_zh_cued",
            entity="ADDRESS",
            strength=Strength.CUED,
            about="after 住址, 地址, 家住, 寄到 ...: a house, or a chain of places down to a village",
            pattern=re.compile(_CUE + _CHAIN),
            locate=_cued,
            needs=re.compile("址|住|家|寄|送|递|户籍|搬|(?i:address|live)"),
        ),
    ),
)
"""Addresses in Chinese."""
