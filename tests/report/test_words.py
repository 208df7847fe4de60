import re
from pathlib import Path
from string import Formatter

import pytest

import feedback_ai.report
from feedback_ai.report.words import catalogue, word

SOURCES = "".join(path.read_text(encoding="utf-8") for path in Path(feedback_ai.report.__file__).parent.glob("*.py"))


def places(text: str) -> set[str]:
    return {re.split(r"[:.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same(key: str) -> None:
    assert set(catalogue()[key]) == {"en", "zh"}
    english, chinese = word(key, "en"), word(key, "zh")
    assert english
    assert chinese
    assert places(english) == places(chinese)


def test_every_word_is_used() -> None:
    # Some keys are put together from a beginning and a name.
    made = re.findall(r'word\(f"(\w+?)_?\{', SOURCES)
    named = {"severity", "frequency", "trend", "reach", "impact", "en", "zh"}
    unused = {
        key
        for key in catalogue()
        if not re.search(rf"[\"']{key}[\"']", SOURCES)
        and key not in named
        and not any(key.startswith(f"{start}_") for start in made)
    }
    assert not unused
