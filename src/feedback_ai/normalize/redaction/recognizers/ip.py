"""Internet addresses of a device. `ipaddress` decides; versions of software look the same and stay."""

import re
from ipaddress import IPv4Address, IPv6Address

from feedback_ai.normalize.redaction.recognizers.context import preceding
from feedback_ai.normalize.redaction.rules import BEFORE, HAN, WORD, Family, Strength, joined, rule, value_span
from feedback_ai.schema import Span

_VERSION_WORD = re.compile(
    joined(
        rf"""
        (?:{WORD}(?i:versions?|ver|v|firmware|build|release|update[d]?(?: to)?|upgraded?(?: to)?|ios|android|windows
        |driver|sections?|clauses?|paragraph|chapter|app|software)
        |版本|固件|系统|升级到|更新到|驱动|条款|第|章节|软件)
        (?i:[ ]?(?:number|no|to|is|was|from|of|号|为|是|:|\())*[ .]?$
        """
    )
)
_ADDRESS_WORD = re.compile(
    r"(?i:(?<![a-z])ip(?![a-z])|address|server|host|log(?:ged)? ?in|device|router)|地址|服务器|登录|来自"
)
_VERSION_LIKE = 32
"""An address all of whose numbers are lower is likelier a version, unless a word says otherwise."""
_MASK = 255
_MIN_GROUPS = 3
_OCTETS = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"


def _ipv4(match: re.Match[str]) -> Span | None:
    try:
        address = IPv4Address(match[0])
    except ValueError:
        return None
    lead = preceding(match)
    if _VERSION_WORD.search(lead) or address.is_loopback or address.is_unspecified or address.packed[0] == _MASK:
        return None
    looks_like_version = max(address.packed) < _VERSION_LIKE
    return None if looks_like_version and not _ADDRESS_WORD.search(lead) else value_span(match)


def _ipv6(match: re.Match[str]) -> Span | None:
    """Three groups at least, one of them with a digit: `a::b` and `std::` are code, 12:30:45 is a time."""
    try:
        address = IPv6Address(match["value"])
    except ValueError:
        return None
    groups = [group for group in match["value"].split(":") if group]
    enough = len(groups) >= _MIN_GROUPS and any(char.isdigit() for char in match["value"])
    return value_span(match) if enough and not address.is_loopback else None


FAMILY = Family(
    name="ip",
    gate=re.compile(r"[0-9]\.[0-9]|:[0-9A-Fa-f]{0,4}:"),
    rules=(
        rule(
            "IP",
            "ipv4",
            Strength.CHECKED,
            "an IPv4 address, except loopback, net masks and what a word calls a version",
            rf"(?:{BEFORE}|(?<=[Ii][Pp])|(?<=[Vv]4))(?<![0-9]\.){_OCTETS}(?![0-9A-Za-z]|\.[0-9])",
            _ipv4,
        ),
        rule(
            "IP",
            "ipv6",
            Strength.CHECKED,
            "an IPv6 address, except loopback",
            rf"""
            (?:(?<![0-9A-Za-z:.])|(?<=[Vv]6:)|(?<=[Ii][Pp])|(?<=[G-Zg-z]:)|(?<={HAN}:))
            (?=[0-9A-Fa-f]|::)(?P<value>(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}(?:[0-9A-Fa-f]{{1,4}}|{_OCTETS})?)(?![0-9A-Za-z:])
            """,
            _ipv6,
        ),
    ),
)
"""Internet addresses."""
