"""A chain of parts of a Chinese address: province, city, district, street, estate, house, building, room."""

import re
from dataclasses import dataclass

from feedback_ai.normalize.redaction.rules import joined, one_of
from feedback_ai.normalize.redaction.words import words_of

_PROVINCES = words_of("zh_places")
_AREA = r"自治区|自治州|特别行政区|省|市|新区|区|县|镇|乡|街道|庄?村|[庄屯寨](?!村)"
_ROAD = joined(
    r"""
    大道[东南西北中]?|大街|胡同|(?<![知味频通渠隧轨])道[东南西北中]?|(?<![线网走问马道铁电一半])路|(?<![逛上])街
    |巷|弄
    """
)
_ESTATE = joined(
    r"""
    (?<![这那哪家店手心城乡屋房车公夜眼嘴])里|小区|花园|家园|公寓|新村|山庄|公馆|华府|豪庭|名邸|社区|宿舍|家属院
    |大院|苑|府|湾|庭|轩|邨|居|阁|园|城|大厦|广场|中心|国际
    """
)
_PUBLIC = re.compile(
    joined(
        r"""
        (?:大厦|广场|中心|国际|商城|影城|书城|县城|车城|家具城|家居城|古城|公园|校园|乐园|菜园|幼儿园|产业园|工业园
        |政府)$
        """
    )
)
_NUMERAL = r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁]"
_OF_HOUSE = r"号楼|号院|号栋|号(?![线口门窗桌机店厅馆仓库柜台上下])|栋|幢|座|期|单元|室|楼|层|房|户|弄|巷|段|组|队|F"
_UNIT = joined(
    rf"""
    第?{_NUMERAL}(?:{_NUMERAL}|-){{0,6}}[ ]?(?:{_OF_HOUSE})(?:之[0-9一二三四五六七八九十]{{1,2}})?|之[0-9]{{1,2}}
    |[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{1,4}}|(?<=[楼栋幢院])[0-9一二三四五六]{{1,2}}门|[东南西北主副][楼座]|[东南西北中][一二三四五六七八九]段
    |(?<=[栋幢座元楼层门号])[0-9]{{3,4}}(?![0-9元块年月日点分天次个人.:%])
    """
)
_PROVINCE = joined(
    rf"""
    (?=[{"".join({name[0]: "" for name in _PROVINCES})}]){one_of(_PROVINCES)}
    (?:省|市|县|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?(?![东南西北中]?[路街道巷]|大道)
    """
)
_SUFFIX_BEGINS = "[自特省市新区县镇乡街庄村屯寨大胡道路巷弄里小花家公山华豪名社宿苑府湾庭轩邨居阁园城广中国]"
"""First characters of areas, roads and estates: looked for before the alternatives are tried."""


def _part(unit: str, province: str, road: str, estate: str, area: str) -> str:
    """The pattern of one part; the arguments open its groups, named or not."""
    place = rf"[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff]{{0,8}}?(?={_SUFFIX_BEGINS})"
    kinds = rf"{road}{_ROAD})|(?:{estate}{_ESTATE})|{area}{_AREA}))(?!大道|[路街道巷])"
    return rf"{unit}{_UNIT})|{province}{_PROVINCE})|{place}(?:{kinds})"


_PART = re.compile(_part("(?P<unit>", "(?P<province>", "(?P<road>", "(?P<estate>", "(?P<area>"))
_STOPS = "在到住是于至址寄送从去往给的了我你他她您们为把被"
_VILLAGE = re.compile(r"(?:村|庄|镇|乡|街道|小区|花园|家园|公寓|苑|社区)$")
_AREAS_DOWN_TO_A_VILLAGE = 2

CHAIN = rf"(?P<chain>(?:(?>{_part(*['(?:'] * 5)})[ ]?){{2,16}})"
"""Two to sixteen parts, each read once (atomic), so that no text makes the pattern slow."""

HOUSE_NUMBER = rf"{_NUMERAL}[ ]?(?:{_OF_HOUSE})|[0-9]-[0-9]{{1,3}}-[0-9]"
"""What every address without a cue has."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The parts of a chain.

    Attributes:
        text: The chain.
        parts: Matches in the text that holds the chain, in order; at least one.
    """

    text: str
    parts: tuple[re.Match[str], ...]

    @classmethod
    def read(cls, match: re.Match[str]) -> "Chain":
        """The chain in the group `chain` of a match."""
        return cls(match["chain"], tuple(_PART.finditer(match.string, *match.span("chain"))))

    def count(self, kind: str) -> int:
        """How many parts are of a kind: unit, province, road, estate or area."""
        return sum(part[kind] is not None for part in self.parts)

    @property
    def homes(self) -> int:
        """Estates that people live in, not malls and office towers."""
        return sum(part["estate"] is not None and _PUBLIC.search(part[0]) is None for part in self.parts)

    @property
    def is_clear(self) -> bool:
        """Whether it is an address without any cue: a house on a street or in an estate, with a district or a room."""
        units = self.count("unit")
        located = self.count("province") + self.count("area") > 0
        street = self.count("road") > 0 and (located or units > 1 or self.homes > 0)
        return units > 0 and (street or (self.homes > 0 and (located or units > 1)))

    @property
    def is_house(self) -> bool:
        """Whether it names a house: what a cue calls an address."""
        named = self.count("road") + self.count("estate")
        return self.count("unit") > 0 and (named > 0 or self.count("province") + self.count("area") > 1)

    @property
    def is_village(self) -> bool:
        """Whether it leads from a district down to a village or an estate, without a house."""
        joined_words = any(stop in self.text for stop in _STOPS + "和跟")
        areas = self.count("province") + self.count("area")
        return not joined_words and areas >= _AREAS_DOWN_TO_A_VILLAGE and _VILLAGE.search(self.parts[-1][0]) is not None

    @property
    def start(self) -> int:
        """Where the first place's name begins: words before it are joined to it, as Chinese has no spaces."""
        first = self.parts[0]
        if first["unit"]:
            return first.start()
        cut = max(first[0].rfind(name) for name in _PROVINCES)
        if cut <= 0:
            cut = max(first[0].rfind(stop, 0, len(first[0]) - 2) for stop in _STOPS) + 1
        return first.start() + cut

    @property
    def end(self) -> int:
        """Where the last house, building or room ends, or the estate named after it."""
        units = [index for index, part in enumerate(self.parts) if part["unit"]]
        last = units[-1] if units else len(self.parts) - 1
        for following in self.parts[last + 1 : last + 2]:
            if following["estate"] and not any(stop in following[0] for stop in _STOPS):
                return following.end()
        return self.parts[last].end()
