import pytest
from pydantic import Field

from feedback_ai.errors import SettingError
from feedback_ai.measure.configuration import Entry, Names, load


class Thing(Entry):
    name: str = Field(min_length=1)
    labels: Names
    size: float = 1.0


class Things(Entry):
    thing: tuple[Thing, ...]


def test_a_file_of_its_shape_is_read_with_a_byte_order_mark_too(tmp_path):
    file = tmp_path / "things.toml"
    file.write_text('\ufeff[[thing]]\nname = "a"\nlabels = { en = "A", zh = "甲" }\n', "utf-8")
    assert load(file, Things, "list", "Mend it.").thing[0].labels.zh == "甲"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[[thing]]\nname = "a"\nlabels = { en = "A" }', "thing 1 ('a'), labels, zh: Field required"),
        ('[[thing]]\nname = "a"\nlabels = { en = "A", zh = "" }', "thing 1 ('a'), labels, zh"),
        ('[[thing]]\nlabels = { en = "A", zh = "B" }', "thing 1, name: Field required"),
        ('[[thing]]\nname = "a"\nlabels = { en = "A", zh = "B" }\nsize = inf', "thing 1 ('a'), size"),
        ("thing = [1]", "thing 1"),
        ("thing = 1", ", thing"),
        ("", ", thing: Field required"),
        ("[", "The list"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, content, told):
    file = tmp_path / "things.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingError) as caught:
        load(file, Things, "list", "Mend it.")
    assert told in str(caught.value)
    assert "Mend it." in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SettingError, match="cannot be read"):
        load(tmp_path / "none.toml", Things, "list", "Mend it.")
