"""Rows of frames as JSON takes them: what is not known is null."""

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd

from feedback_ai.schema.names import Lang


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame; NaN and None are None, numbers are Python's own."""
    return [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """A value; None where it is not known."""
    return None if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) else value


def named(names: Mapping[str, tuple[str, str]], key: str) -> dict[str, str]:
    """The names of a thing for people, by language."""
    return dict(zip(get_args(Lang), names[key], strict=True))
