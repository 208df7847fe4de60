"""The named list of recognizers: one file a family of values.

To add a rule, add it to its family; to add a family, add its file and its line here. docs/redaction.md is made from it.
"""

from feedback_ai.normalize.redaction.recognizers import (
    addresses_en,
    addresses_zh,
    card,
    email,
    iban,
    ids,
    ip,
    names_en,
    names_zh,
    phone,
    plates,
    social,
    url,
)
from feedback_ai.normalize.redaction.rules import Family

FAMILIES: tuple[Family, ...] = (
    phone.FAMILY,
    email.FAMILY,
    card.FAMILY,
    ids.FAMILY,
    plates.FAMILY,
    social.FAMILY,
    ip.FAMILY,
    iban.FAMILY,
    url.FAMILY,
    names_en.FAMILY,
    names_zh.FAMILY,
    addresses_en.FAMILY,
    addresses_zh.FAMILY,
)
"""Every family, run on every text, whatever its language."""
