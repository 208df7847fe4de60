import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.cli.tables import FORMATS, aligned, as_csv, check_format, cut, padded, width
from feedback_ai.errors import OptionError

PRINTED = st.text(st.characters(categories=["L", "N"]) | st.just(" "), max_size=30)


def test_columns_are_aligned_where_letters_are_two_columns_wide() -> None:
    table = aligned(["unit", "n"], [["东区门店", "5"], ["east", "120"]], right=[1])
    assert table.splitlines() == ["  unit         n", "  东区门店     5", "  east       120"]


@given(st.lists(st.tuples(PRINTED, PRINTED), max_size=4))
def test_every_line_of_a_table_is_equally_wide(rows: list[tuple[str, str]]) -> None:
    lines = aligned(["first", "x"], [[first, f"{second}."] for first, second in rows], right=[1]).splitlines()
    assert len({width(line) for line in lines}) == 1


@given(PRINTED, st.integers(0, 80))
def test_a_padded_text_is_never_shorter(text: str, columns: int) -> None:
    assert width(padded(text, columns)) == max(columns, width(text))


@given(PRINTED, st.integers(2, 20))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    found = cut(text, columns)
    assert width(found) <= columns
    assert found == " ".join(text.split()) or found.endswith("…")


def test_cells_that_act_as_formulas_are_defused() -> None:
    written = as_csv(["unit", "change"], [["=1+1", -0.5], ["a,b", 2]])
    assert list(csv.reader(io.StringIO(written))) == [["unit", "change"], ["'=1+1", "-0.5"], ["a,b", "2"]]


def test_an_unknown_format_is_told_with_the_valid_ones() -> None:
    with pytest.raises(OptionError) as caught:
        check_format("xlsx")
    assert caught.value.options == FORMATS
