"""Addresses in Chinese.

A chain of places is an address if it names a house on a street or a building of a residential estate, and either lies
in a named district, goes down to a room, or follows a cue (住址, 家住, 寄到). A street without a house stays.
"""

import re

from feedback_ai.normalize.redaction.recognizers.address_chain import CHAIN, HOUSE_NUMBER, Chain
from feedback_ai.normalize.redaction.rules import HAN, Family, Strength, joined, rule
from feedback_ai.schema import Span

_CUE = joined(
    r"""
    (?:(?:家庭|收货|收件|送货|配送|通讯|通信|联系|居住|户籍|现|家|原|新|正确|详细|我的|常住|公司)?(?:住址|地址|住所)
    |家住|家在|我家|住在|居住在?|现住|我住|户籍在?|寄到|寄往|寄至|寄给我?|送到|送至|送往|送去|邮寄到?|快递到|配送到
    |搬到|(?i:my address is|address:|i live (?:at|in)))
    (?:改成|改为|变更为|应该?是|是在|是|为|在|位于|于|填的是|写的是|错成)?[ :(\"']{0,2}
    """
)


def _clear(match: re.Match[str]) -> Span | None:
    chain = Chain.read(match)
    return Span(chain.start, chain.end) if chain.is_clear else None


def _cued(match: re.Match[str]) -> Span | None:
    chain = Chain.read(match)
    return Span(match.start("chain"), chain.end) if chain.is_house or chain.is_village else None


FAMILY = Family(
    name="addresses_zh",
    gate=re.compile(rf"{HAN}{{2}}"),
    rules=(
        rule(
            "ADDRESS",
            "address_zh",
            Strength.FORMATTED,
            "a house on a street or a building of an estate, with district or room (省市区路号楼室)",
            CHAIN,
            _clear,
            needs=HOUSE_NUMBER,
        ),
        rule(
            "ADDRESS",
            "address_zh_cued",
            Strength.CUED,
            "after 住址, 地址, 家住, 寄到 ...: a house, or a chain of places down to a village",
            _CUE + CHAIN,
            _cued,
            needs="址|住|家|寄|送|递|户籍|搬|(?i:address|live)",
        ),
    ),
)
"""Addresses in Chinese."""
