"""E-mail addresses, plain and written around filters."""

import re

from feedback_ai.normalize.redaction.hosts import is_host
from feedback_ai.normalize.redaction.rules import Family, Strength, joined, rule, value_span
from feedback_ai.schema import Span

_LETTER = r"A-Za-z0-9À-ɏ_"
_LOCAL = rf"(?<![{_LETTER}.%+-])(?P<local>[{_LETTER}](?:[{_LETTER}.%+'-]{{0,62}}[{_LETTER}+-])?)"
_HOST = r"(?P<host>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24})(?![A-Za-z0-9])"
_AT = r"(?:[ ]?[\[({<][ ]?(?i:at|@|艾特)[ ]?[\])}>][ ]?|[ ]?艾特[ ]?)"
_DOT = r"(?:[ ]?[\[({][ ]?(?i:dot|点)[ ]?[\])}][ ]?|[ ](?i:dot)[ ])"
_WORD = r"[A-Za-z0-9-]{1,40}"
_WRITTEN_HOST = joined(
    rf"""
    (?:{_AT}(?P<host>{_WORD}(?:(?:{_DOT}|\.){_WORD}){{1,3}})
    |[ ](?i:at)[ ](?P<spelled>{_WORD}(?:{_DOT}{_WORD}){{1,3}}))
    """
)
_CUE = r"(?i:e-?mail(?:[ ]address)?|邮箱|电邮|邮件)(?i:[ ]?(?:地址|账号|是|为|is|me|to|at|:))*[ ]?"


def _with_host(match: re.Match[str]) -> Span | None:
    return value_span(match) if is_host(match["host"]) else None


def _written_out(match: re.Match[str]) -> Span | None:
    host = re.sub(_DOT, ".", match["host"] or match["spelled"])
    return value_span(match) if is_host(host) else None


FAMILY = Family(
    name="email",
    gate=re.compile(r"@|(?i:at|艾特)"),
    rules=(
        rule(
            "EMAIL",
            "email_address",
            Strength.CHECKED,
            "an e-mail address whose domain ends in a public suffix",
            f"{_LOCAL}@{_HOST}",
            _with_host,
            needs="@",
        ),
        rule(
            "EMAIL",
            "email_written_out",
            Strength.CHECKED,
            "an e-mail address written around filters: `jo (at) example (dot) com`, `jo[at]example.com`",
            rf"{_LOCAL}{_WRITTEN_HOST}(?![A-Za-z0-9])",
            _written_out,
            needs=rf"{_AT}|[ ](?i:at)[ ]{_WORD}{_DOT}",
        ),
        rule(
            "EMAIL",
            "email_cued",
            Strength.CUED,
            "after 'e-mail' or 邮箱: an address with spaces around its @",
            rf"{_CUE}(?P<value>(?P<local>[{_LETTER}.%+'-]{{1,64}})[ ]?@[ ]?{_HOST})",
            _with_host,
            needs="@",
        ),
    ),
)
"""E-mail addresses."""
