"""What is no growth: a source that starts or stops sending, and a new version of the model."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback_ai.errors import TooFewError
from feedback_ai.services.topics_exposure import Exposure
from feedback_ai.services.topics_window import Window
from feedback_ai.store.topic_times import Text

END = datetime(2026, 10, 1, tzinfo=UTC)
START = END - timedelta(days=28)
WINDOW = Window(START - timedelta(days=84), START, END)


def texts(n: int, first: int, last: int, origin: tuple[str, str]) -> list[Text]:
    """`n` texts a day from so many days before the end to so many."""
    days = range(first, last - 1, -1)
    return [
        Text(f"{origin}-{day}-{number}", END - timedelta(days=day, hours=-12), origin)
        for day in days
        for number in range(n)
    ]


def by_time(*parts: list[Text]) -> list[Text]:
    return sorted((text for part in parts for text in part), key=lambda text: (text.at, text.id))


OLD, NEW, MODEL = ("shop", "1"), ("app", "1"), ("shop", "2")


@pytest.mark.parametrize("origin", [NEW, MODEL])
def test_what_has_no_past_is_not_counted(origin: tuple[str, str]) -> None:
    exposure = Exposure(by_time(texts(5, 112, 1, OLD), texts(50, 20, 1, origin)), WINDOW)
    assert exposure.known == {OLD}
    own = exposure.of(by_time(texts(1, 112, 1, OLD), texts(50, 20, 1, origin)))
    observed, rates = exposure.compare(own, 1.0)
    assert (observed, rates.expected) == (28, pytest.approx(28))
    assert rates.ratio == pytest.approx(1)


def test_a_source_that_falls_silent_makes_no_other_grow() -> None:
    all_ = by_time(texts(10, 112, 1, OLD), texts(10, 112, 29, NEW))
    exposure = Exposure(all_, WINDOW)
    # Half of what the first source sends; by all texts its share doubled.
    observed, rates = exposure.compare(texts(5, 112, 1, OLD), 1.0)
    assert rates.ratio == pytest.approx(1)
    observed, rates = exposure.compare(texts(5, 112, 29, NEW), 1.0)
    assert (observed, rates.p) == (0, 1.0)


def test_one_source_is_compared_by_all_its_texts() -> None:
    exposure = Exposure(by_time(texts(5, 112, 29, OLD), texts(10, 28, 1, OLD)), WINDOW)
    observed, rates = exposure.compare(by_time(texts(1, 112, 29, OLD), texts(2, 28, 1, OLD)), 1.0)
    assert (observed, rates.expected) == (56, pytest.approx(56))
    assert exposure.scatter_by_week([texts(1, 112, 29, OLD)]) == [1.0]


def test_without_any_past_it_is_refused() -> None:
    with pytest.raises(TooFewError, match="No source"):
        Exposure(texts(5, 30, 1, OLD), WINDOW).check()
