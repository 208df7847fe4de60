from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from feedback_ai.errors import SettingError
from feedback_ai.schema.configuration import Name, Several, Table, Words, read_configuration


class Inner(Table):
    kind: Literal["a", "b"]
    place: str = Field(default="x", alias="from")


class Outer(Table):
    inner: tuple[Inner, ...] = Field(strict=False)
    one: Inner | None = None
    names: Annotated[tuple[Name, ...], Several] = ()
    words: Words | None = None


def read(tmp_path: Path, text: str) -> Outer:
    file = tmp_path / "some.toml"
    file.write_text(text, encoding="utf-8")
    return read_configuration(file, Outer, "things", "See the page.")


def test_a_file_becomes_its_form(tmp_path: Path) -> None:
    found = read(tmp_path, 'names = "x"\n[[inner]]\nkind = "a"\nfrom = "y"\n[words]\nen = "e"\nzh = "字"\n')
    assert (found.names, found.inner[0].place, found.words) == (("x",), "y", Words(en="e", zh="字"))


@pytest.mark.parametrize(
    ("text", "told", "options"),
    [
        ("inner = []\nother = 1\n", "some.toml, other: there is no such key.", ("inner", "one", "names", "words")),
        ('[[inner]]\nkind = "a"\nplace = "x"\n', "inner 1, place: there is no such key.", ("kind", "from")),
        ('inner = []\n[one]\nkind = "a"\nx = 1\n', ", one, x: there is no such key.", ("kind", "from")),
        ('[[inner]]\nkind = "c"\n', "inner 1, kind: there is no such value.", ("a", "b")),
        ('inner = []\nnames = ["x", 3]\n', "names 2: ", ()),
        ("", "inner: Field required. See the page.", ()),
        ("inner = ", "The things ", ()),
    ],
)
def test_what_is_wrong_is_told_by_key_and_options(
    tmp_path: Path, text: str, told: str, options: tuple[str, ...]
) -> None:
    with pytest.raises(SettingError) as caught:
        read(tmp_path, text)
    assert told in caught.value.message
    assert caught.value.options == options
