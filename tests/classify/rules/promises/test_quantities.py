import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedback_ai.classify.rules.promises import find_promises

ENGLISH = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months"}
CHINESE = {"minute": "分钟", "hour": "小时", "day": "天", "week": "周", "working_day": "个工作日", "month": "个月"}
ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
DIGITS = "零一二三四五六七八九"


def promised(text):
    (promise,) = find_promises(text)
    assert promise.actual is None
    return promise.promised.value, promise.promised.upper, promise.promised.unit


def english(number: int) -> str:
    if number <= 12:
        return ONES[number]
    tens, ones = number // 10 * 10, number % 10
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


numbers = st.integers(2, 12) | st.integers(20, 99)


@given(numbers, st.sampled_from(sorted(ENGLISH)), st.booleans())
def test_an_english_time_has_the_value_that_was_written(number, unit, in_words):
    written = english(number) if in_words else str(number)
    assert promised(f"They promised {written} {ENGLISH[unit]}.") == (number, None, unit)


@given(st.integers(1, 99), st.sampled_from(sorted(CHINESE)), st.booleans())
def test_a_chinese_time_has_the_value_that_was_written(number, unit, in_words):
    assume(not (in_words and unit == "day" and number == 1))  # 一天 is "one day" of a story too, and left alone
    written = chinese(number) if in_words else str(number)
    written = "两" if written == "二" else written
    assert promised(f"客服承诺{written}{CHINESE[unit]}。") == (number, None, unit)


@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from(["minute", "hour", "day", "week"]))
def test_a_range_has_both_ends(low, more, unit):
    high = low + more
    assert promised(f"They promised {low}-{high} {ENGLISH[unit]}.") == (low, high, unit)
    assert promised(f"They promised {low} to {high} {ENGLISH[unit]}.") == (low, high, unit)
    assert promised(f"客服承诺{low}到{high}{CHINESE[unit]}。") == (low, high, unit)


@given(st.integers(1, 9))
def test_two_digits_in_a_row_are_a_range(low):
    if low < 9:
        assert promised(f"客服承诺{DIGITS[low]}{DIGITS[low + 1]}天。") == (low, low + 1, "day")


@given(st.integers(2, 12), st.integers(1, 59))
def test_a_compound_is_given_in_its_smaller_unit(hours, minutes):
    assert promised(f"They promised {hours} hours and {minutes} minutes.") == (hours * 60 + minutes, None, "minute")
    assert promised(f"客服承诺{hours}小时{minutes}分钟。") == (hours * 60 + minutes, None, "minute")


@given(st.integers(2, 9), st.sampled_from(["hour", "day", "week"]))
def test_a_half_is_added(number, unit):
    word = ONES[number]
    assert promised(f"They promised {word} and a half {ENGLISH[unit]}.") == (number + 0.5, None, unit)
    between = "个半小时" if unit == "hour" else f"{CHINESE[unit]}半"
    written = "两" if number == 2 else DIGITS[number]
    assert promised(f"客服承诺{written}{between}。") == (number + 0.5, None, unit)


@given(st.integers(1, 9_999), st.integers(0, 99))
def test_money_has_the_value_that_was_written(whole, part):
    value = whole + part / 100
    for text in (f"They quoted £{value:.2f}.", f"They quoted {value:.2f} euros.", f"They quoted ${value:,.2f}."):
        assert promised(text) == (pytest.approx(value), None, "money")
    assert promised(f"报价{value:.2f}元。") == (pytest.approx(value), None, "money")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They promised half an hour.", (0.5, None, "hour")),
        ("They promised an hour and a half.", (1.5, None, "hour")),
        ("They promised a fortnight.", (2, None, "week")),
        ("They promised a couple of days.", (2, None, "day")),
        ("They promised 3 business days.", (3, None, "working_day")),
        ("They promised same day delivery.", (0, None, "day")),
        ("They promised it overnight.", (1, None, "day")),
        ("They promised 180 cm.", (1.8, None, "meter")),
        ("They promised 330 ml.", (0.33, None, "liter")),
        ("客服承诺半个钟。", (0.5, None, "hour")),
        ("客服承诺一刻钟。", (15, None, "minute")),
        ("客服承诺半个月。", (0.5, None, "month")),
        ("客服承诺个把月。", (1, None, "month")),
        ("客服承诺一个半月。", (1.5, None, "month")),
        ("客服承诺当天。", (0, None, "day")),
        ("客服承诺次日。", (1, None, "day")),
        ("客服承诺三斤。", (1.5, None, "kilogram")),
        ("客服承诺二十来天。", (20, None, "day")),
        ("客服承诺一斤六两。", (0.8, None, "kilogram")),
        ("客服承诺4斤2两。", (2.1, None, "kilogram")),
        ("客服承诺2公斤三两。", (2.15, None, "kilogram")),
        ("客服承诺一两天。", (1, 2, "day")),
        ("客服承诺12两。", (0.6, None, "kilogram")),
        ("客服承諾十二兩。", (0.6, None, "kilogram")),
        ("客服承诺2.5两。", (0.125, None, "kilogram")),
        ("客服承诺半两。", (0.025, None, "kilogram")),
        ("客服承诺十几两。", (0.55, 0.95, "kilogram")),
        ("客服承诺三五两。", (0.15, 0.25, "kilogram")),
        ("客服承诺5斤12两。", (3.1, None, "kilogram")),
        ("客服承诺三千两百元。", (3200, None, "money")),
        ("客服承诺一万两千块。", (12000, None, "money")),
    ],
)
def test_words_become_numbers(text, expected):
    assert promised(text) == expected


@given(st.integers(2, 99), st.booleans())
def test_a_weight_in_liang_has_the_value_that_was_written(number, in_words):
    written = chinese(number) if in_words else str(number)
    assert promised(f"客服承诺{written}两。") == (pytest.approx(number * 0.05), None, "kilogram")
    assert promised(f"客服承诺3斤{written}两。") == (pytest.approx(1.5 + number * 0.05), None, "kilogram")


@pytest.mark.parametrize("text", ["8月12两个人去的，客服承诺3天。", "5月10两碗面，客服承诺3天。"])
def test_two_of_something_is_no_weight(text):
    assert all(own.promised is None or own.promised.unit != "kilogram" for own in find_promises(text))


def test_times_that_do_not_get_smaller_are_two_quantities():
    (promise,) = find_promises("They said 2 minutes and 25 minutes passed.")
    assert (promise.promised.value, promise.actual.value) == (2, 25)


def test_a_number_of_something_takes_no_unit_from_elsewhere():
    (promise,) = find_promises("说前面还有三桌，等了一个小时。")
    assert promise.promised is None
    assert promise.actual.value == 1


@pytest.mark.parametrize(
    "text",
    [
        "They promised to come at 5 pm.",
        "They said at 7:30.",
        "They told me room 212.",
        "The ad says 4 out of 5 stars.",
        "They say they are open 24 hours a day.",
        "客服说下午3点。",
        "客服说3月5日。",
        "客服说2023年。",
    ],
)
def test_clock_times_dates_and_ratings_are_no_quantities(text):
    assert find_promises(text) == ()
