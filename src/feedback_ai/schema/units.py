"""Units of stated quantities: what they measure, and how they compare."""

from feedback_ai.schema.names import Lang

MINUTES: dict[str, float] = {
    "minute": 1.0,
    "hour": 60.0,
    "day": 1440.0,
    "working_day": 2016.0,
    "week": 10080.0,
    "month": 43200.0,
    "year": 525600.0,
}
"""Minutes of the units of time: a month has 30 days, a year 365. Five working days count as the seven days of a week
where they are set against another unit; among themselves they stay working days."""
KINDS: dict[str, str] = {
    **dict.fromkeys(MINUTES, "time"),
    "money": "money",
    "count": "count",
    "percent": "percent",
    "meter": "length",
    "kilometer": "length",
    "square_meter": "area",
    "celsius": "temperature",
    "gram": "mass",
    "kilogram": "mass",
    "liter": "volume",
}
"""What a unit measures; only quantities of one kind are compared."""
BASES: dict[str, tuple[str, float]] = {
    **{unit: ("minute", size) for unit, size in MINUTES.items()},
    **{
        unit: (unit, 1.0) for unit in ("money", "count", "percent", "square_meter", "celsius", "liter", "gram", "meter")
    },
    "kilometer": ("meter", 1000.0),
    "kilogram": ("gram", 1000.0),
}
"""The unit in which a kind is compared, and how many of it a unit has."""
UNIT_NAMES: dict[str, tuple[str, str]] = {
    "minute": ("minutes", "分钟"),
    "working_day": ("working days", "工作日"),
    "money": ("money", "金额"),
    "count": ("count", "数量"),
    "percent": ("percent", "百分比"),
    "meter": ("metres", "米"),
    "square_meter": ("square metres", "平方米"),
    "celsius": ("degrees Celsius", "摄氏度"),
    "liter": ("litres", "升"),
    "gram": ("grams", "克"),
}
"""What the units of figures are called for people, in English and Chinese."""


TIMES = ((1440.0, ("d", "天")), (60.0, ("h", "小时")), (1.0, ("min", "分钟")))


def time_in_words(minutes: float, lang: Lang = "en") -> str:
    """A time in the greatest of days, hours and minutes that it reaches: "3 d", "2 h", "45 min"; "3 天"."""
    size, names = next((time for time in TIMES if abs(minutes) >= time[0]), TIMES[-1])
    return f"{minutes / size:.3g} {names[lang == 'zh']}"
