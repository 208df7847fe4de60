import pytest

from feedback_ai.classify.rules.numbers import number


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        (["5"], 5, 5),
        (["1,200.50"], 1200.5, 1200.5),
        (["20", "5"], 25, 25),
        (["2", "x100", "30", "5"], 235, 235),
        (["1", "x100", "x1000"], 100_000, 100_000),
        (["x10"], 10, 10),
        (["x10", "5"], 15, 15),
        (["2", "x10", "5"], 25, 25),
        (["1", "x1000", "2", "x100", "x10000"], 12_000_000, 12_000_000),
        (["1.5", "x10000"], 15_000, 15_000),
        (["2", "0.5"], 2.5, 2.5),
        (["2", "3"], 2, 3),
        (["7", "8", "x10"], 70, 80),
        (["x10", "2", "3"], 12, 13),
        (["11-19"], 11, 19),
    ],
)
def test_rows_of_number_words_have_a_value_or_a_range(values, low, high):
    assert number(values, short_tail=False) == (low, high)


@pytest.mark.parametrize(
    ("values", "long", "short"),
    [(["3", "x100", "5"], 305, 350), (["2", "x1000", "5"], 2005, 2500), (["3", "x10", "5"], 35, 35)],
)
def test_a_short_tail_counts_the_next_lower_power(values, long, short):
    assert number(values, short_tail=False) == (long, long)
    assert number(values, short_tail=True) == (short, short)
