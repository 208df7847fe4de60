"""Configuration that people write as TOML: read, checked, and told by key and valid options where it is wrong."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from feedback_ai.errors import SettingError

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Table(BaseModel):
    """A table of a configuration; keys that it does not know are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Form = TypeVar("Form", bound=Table)


def as_list(value: object) -> object:
    """A single value as a list of one: people may write either."""
    return tuple(value) if isinstance(value, list) else (value,)


Several = BeforeValidator(as_list)
"""Marks a key that takes one value or a list of them."""


class Words(Table):
    """The same in English and Chinese."""

    en: Name
    zh: Name


def read_configuration(path: Path, form: type[Form], what: str, hint: str) -> Form:
    """Read a TOML file into its form.

    Args:
        path: The file.
        form: What it must be.
        what: What the file is called in messages, as in "alert rules".
        hint: What to do where there is no list of valid values.

    Raises:
        SettingError: If it cannot be read, or a key is unknown, missing or has a value that cannot be used; the message
            names file, key and the valid options where there is a list of them.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(f"The {what} {path} cannot be read: {error}.", hint=hint) from None
    try:
        return form.model_validate(content)
    except ValidationError as error:
        # A key that is not known may be the one that is missing, written wrong.
        first: Any = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        place: list[str | int] = list(first["loc"])
        options: tuple[str, ...] = ()
        told = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            told, options = "there is no such key", tuple(_keys(form, place[:-1]))
        elif first["type"] in ("literal_error", "enum"):
            told, options = "there is no such value", tuple(re.findall(r"'([^']*)'", first["ctx"]["expected"]))
        raise SettingError(f"{path}{_where(place)}: {told}.", hint=hint, options=options) from None


def _where(place: Iterable[str | int]) -> str:
    """The place of an error as people count: entries from 1, those of lists behind their name."""
    return "".join(f" {part + 1}" if isinstance(part, int) else f", {part}" for part in place)


def _keys(form: type[BaseModel], place: Iterable[str | int]) -> Iterable[str]:
    """The keys that the table at a place may have."""
    for part in place:
        if isinstance(part, str):
            named = {field.alias or name: field for name, field in form.model_fields.items()}
            form = next(_tables(named[part].annotation))
    return (field.alias or name for name, field in form.model_fields.items())


def _tables(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables(inner)
