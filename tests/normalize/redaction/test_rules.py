import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.normalize.redaction import TYPES
from feedback_ai.normalize.redaction.recognizers import FAMILIES
from feedback_ai.normalize.redaction.recognizers.card import has_luhn_digit
from feedback_ai.normalize.redaction.recognizers.iban import has_iban_check
from feedback_ai.normalize.redaction.redactor import Finding, choose
from feedback_ai.normalize.redaction.rules import shorter

RULES = [rule for family in FAMILIES for rule in family.rules]


def test_names_of_rules_and_families_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_every_type_has_a_rule_and_every_rule_a_type():
    assert {rule.entity for rule in RULES} == set(TYPES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_uses_word_boundaries_which_chinese_characters_hide(rule):
    assert not re.search(r"(?<!\\)(?:\\\\)*\\b", rule.pattern.pattern)


@given(st.integers(min_value=10**14, max_value=10**18))
def test_one_of_ten_last_digits_passes_luhn(number):
    assert sum(has_luhn_digit(f"{number}{digit}") for digit in range(10)) == 1


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_a_changed_digit_breaks_an_iban(number):
    body = f"{number:018d}"
    check = next(f"{digits:02d}" for digits in range(2, 99) if has_iban_check(f"DE{digits:02d}{body}"))
    changed = str((int(body[-1]) + 1) % 10)
    assert not has_iban_check(f"DE{check}{body[:-1]}{changed}")


def test_shorter_drops_one_group_after_the_other():
    assert list(shorter("12 34-56")) == ["12 34-56", "12 34", "12"]


def test_the_surer_finding_wins_then_the_longer_and_placeholders_are_left_alone():
    cued, checked, longer = Finding(0, 9, "NAME", 0.6), Finding(2, 5, "PHONE", 1.0), Finding(1, 7, "URL", 1.0)
    assert choose("x" * 9, [cued, checked]) == [checked]
    assert choose("x" * 9, [cued, checked, longer]) == [longer]
    assert choose("12<PHONE>3", [Finding(0, 5, "ID", 1.0), Finding(9, 10, "ID", 1.0)]) == [Finding(9, 10, "ID", 1.0)]
