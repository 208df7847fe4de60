"""Configuration of figures: a TOML file against the shape it must have, each mistake told with its place."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from feedback_ai.errors import SettingError

Shape = TypeVar("Shape", bound="Entry")


class Entry(BaseModel):
    """A table of a configuration file; keys that it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Names(Entry):
    """What something is called for people."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


def load(path: Path, shape: type[Shape], what: str, hint: str) -> Shape:
    """Read a TOML file of a shape.

    Args:
        path: The file.
        shape: What it must look like.
        what: What it is called in errors, such as "grading".
        hint: What to do about a mistake.

    Raises:
        SettingError: If the file cannot be read, or its content has not the shape: the place, with its name where it
            has one, is told.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(f"The {what} {path} cannot be read: {error}.", hint=hint) from None
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        told = first["msg"].removeprefix("Value error, ")
        raise SettingError(f"{path}{_place(first['loc'], content)}: {told}.", hint=hint) from None


def _place(location: tuple[int | str, ...], content: Any) -> str:
    """Where it is: ", standard 2 ('answer'), target"."""
    told, here = "", content
    for step in location:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            name = here.get("name") if isinstance(here, Mapping) else None
            told += f" {step + 1}" + (f" ({name!r})" if name else "")
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
            told += f", {step}"
    return told
