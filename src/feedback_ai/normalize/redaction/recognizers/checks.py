"""Check digits of identity numbers."""

from datetime import date

_CN_REGIONS = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
_CN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CN_CHECK_DIGITS = "10X98765432"
_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_TW_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_HK_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)
_HK_SPACE = 36


def is_cn_resident_id(value: str) -> bool:
    """Whether 18 characters are a mainland resident id (GB 11643): region, date of birth and check digit fit."""
    if value[:2] not in _CN_REGIONS.split(" "):
        return False
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(value[:17], _CN_WEIGHTS, strict=True))
    return _CN_CHECK_DIGITS[total % 11] == value[17].upper()


def is_tw_id(value: str) -> bool:
    """Whether a letter and 9 characters are a Taiwan national or resident id: their weighted sum divides by 10.

    The second place of the older resident id is a letter A-D, which counts as the last digit of its number.
    """
    first = _TW_LETTERS.index(value[0]) + 10
    second = str((_TW_LETTERS.index(value[1]) + 10) % 10) if value[1].isalpha() else value[1]
    digits = f"{first}{second}{value[2:]}"
    return sum(int(digit) * weight for digit, weight in zip(digits, _TW_WEIGHTS, strict=True)) % 10 == 0


def is_hk_id(value: str) -> bool:
    """Whether one or two letters, 6 digits and a check character are a Hong Kong identity card number."""
    body, check = value[:-1].rjust(8), value[-1]
    numbers = [_HK_SPACE if char == " " else int(char, 36) for char in body]
    total = sum(number * weight for number, weight in zip(numbers, _HK_WEIGHTS, strict=True))
    return (total + int(check, 36)) % 11 == 0
