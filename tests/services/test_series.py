import pytest
from backlog_fakes import complaints, file
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import InputColumnError, InputEmptyError, InputFormatError, InputNotFoundError, OptionError
from feedback_ai.measure.register import load_register
from feedback_ai.services.series import REFUSALS, import_series, load_series, put_values, read_values

CHINESE = "期间,门店,数值,样本量\n2026-07,东区,4.5,200\n2026Q3,,5,\n"


@pytest.fixture
def put(store, tmp_path, settings):
    def put(content, name="churn", **options):
        file = tmp_path / "series.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_series(store, file, name, settings=settings, **options)

    return put


def test_values_are_stored_and_read(store, put):
    done = put("period,unit,value,n\n2026-07,east,4.5,200\n2026-08,east,5,\n")
    assert (done.n_values, done.n_replaced, done.first, done.last) == (2, 0, "2026-07", "2026-08")
    values = load_series(store, ["churn", "contacts"])
    assert list(values) == ["churn"]
    assert values["churn"]["value"].tolist() == [4.5, 5]
    assert values["churn"]["n"].isna().tolist() == [False, True]


def test_a_value_of_the_same_period_and_unit_is_replaced(store, put):
    put("period,unit,value\n2026-07,east,1\n2026-07,west,2\n")
    assert put("period,unit,value\n2026-07,east,9\n").n_replaced == 1
    values = load_series(store, ["churn"])["churn"].set_index("unit")["value"]
    assert values.to_dict() == {"east": 9, "west": 2}


def test_a_unit_that_no_record_has_is_taken_with_a_note(store, put):
    assert put("period,unit,value\n2026-07,esat,1\n").note is None  # nothing is known to compare with
    file(store, complaints(2, "a", unit="east"))
    assert put("period,unit,value\n2026-07,east,1\n2026-07,,1\n").note is None
    done = put("period,unit,value\n2026-07,esat,1\n")
    assert done.note["en"].startswith("No record has the units 'esat',")
    assert done.note["zh"].startswith("没有记录属于单位 'esat'")


@pytest.mark.parametrize(("content", "encoding"), [(CHINESE, None), (CHINESE.encode("gb18030"), "gb18030")])
def test_chinese_columns_and_encodings_are_read(store, put, content, encoding):
    done = put(content, encoding=encoding)
    assert (done.n_values, done.last) == (2, "2026Q3")
    assert set(load_series(store, ["churn"])["churn"]["unit"]) == {"", "东区"}


def test_numbers_with_commas_and_chinese_periods_are_read(store, put):
    done = put('period,unit,value,n\n2026年7月,east,"1,000","12,345,678"\n2026年三季度,,"1,234.5",\n', name="contacts")
    assert done.first == "2026-07"
    values = load_series(store, ["contacts"])["contacts"]
    assert values["period"].tolist() == ["2026-07", "2026Q3"]
    assert values["value"].tolist() == [1000, 1234.5]
    assert values["n"].tolist()[0] == 12_345_678


@pytest.mark.parametrize(
    "number", ["4,5", "0,500", "00,123", "050,000", "1,00", "1,0000", "1,000,00", ",100", "1.000,5", "1,000 %"]
)
def test_a_number_whose_comma_may_mean_something_else_is_refused(store, put, number):
    with pytest.raises(InputFormatError, match=r"Row 1: The value is not a number such as 4\.5, 1000 or 1,000\."):
        put(f'period,value\n2026-07,"{number}"\n')
    assert load_series(store, ["churn"]) == {}


@pytest.mark.parametrize("columns", ["period,value", "period,value,n"])
def test_a_number_with_a_comma_but_without_quotes_is_seen(store, put, columns):
    with pytest.raises(InputFormatError, match="Row 2: It has more cells than the file has columns"):
        put(f"{columns}\n2026-06,1,,\n2026-07,1,000\n")
    assert load_series(store, ["churn"]) == {}


@pytest.mark.parametrize("name", ["response_speed", "recurrence", "follow_up"])
@pytest.mark.parametrize(("header", "end"), [("", ""), (",n", ","), (",n", ",0")])
def test_a_share_that_grades_take_is_refused_without_its_n(store, put, name, header, end):
    with pytest.raises(InputFormatError, match="Row 1: n is missing, or 0"):
        put(f"period,unit,value{header}\n2026-07,east,0.9{end}\n", name=name)
    assert load_series(store, [name]) == {}
    assert put("period,unit,value,n\n2026-07,east,0.9,40\n", name=name).n_values == 1


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        ("period,value\nsoon,1\n", InputFormatError, "Row 1: The period is none"),
        ("period,value\n2026-07,1\n2026-13,1\n", InputFormatError, "Row 2"),
        ("period,value\n2026-07,many\n", InputFormatError, "Row 1"),
        ("period,value\n2026-07,\n", InputFormatError, "Row 1"),
        ("period,value\n2026-07,nan\n", InputFormatError, "Row 1: The value is not a number"),
        ("period,value,n\n2026-07,1,-2\n", InputFormatError, "Row 1: n is neither"),
        ("period,value\n2026-07,1\n2026-7,2\n", InputFormatError, "Row 2: An earlier row"),
        ("period,value\n2026-07\n", InputFormatError, "Row 1"),
        (f"period,unit,value\n2026-07,{'x' * 201},1\n", InputFormatError, "Row 1: The unit"),
        ("period,values\n2026-07,1\n", InputColumnError, "no column value"),
        ("a,b\n1,2\n", InputColumnError, "no column period and no column value"),
        ("period,value\n", InputEmptyError, "no values"),
        ("", InputEmptyError, "no values"),
    ],
)
def test_where_a_row_is_wrong_nothing_is_imported(store, put, content, error, told):
    with pytest.raises(error, match=told):
        put(content)
    assert load_series(store, ["churn"]) == {}


def test_only_known_series_are_taken(put):
    with pytest.raises(OptionError, match="response_speed") as caught:
        put("period,value\n2026-07,1\n", name="smiles")
    assert {"contacts", "churn", "follow_up"} <= set(caught.value.options)


def test_a_file_that_is_not_there_is_told(store, tmp_path, settings):
    with pytest.raises(InputNotFoundError):
        import_series(store, tmp_path / "none.csv", "churn", settings=settings)


def test_rows_of_a_request_are_all_told_that_are_wrong(store):
    rows = [
        {"period": "2026-9", "unit": "东区", "value": 0.5, "n": 10.0},
        {"period": "soon", "value": 0.5},
        {"period": "2026-08", "value": 1.5},
        {"period": "2026-09", "unit": "东区", "value": 0.6, "n": 8.0},
        {"period": "2026-08", "value": 0.1, "n": -1.0},
        {"period": "2026-08", "unit": "a\0", "value": 0.1},
        {"period": "2026-08", "unit": "a", "value": 0.1},
    ]
    values, refused = read_values("follow_up", rows)
    assert [(row.row, row.code, row.field) for row in refused] == [
        (2, "period_unreadable", "period"),
        (3, "value_out_of_range", "value"),
        (4, "period_repeated", "period"),
        (5, "n_unreadable", "n"),
        (6, "unit_unreadable", "unit"),
        (7, "n_missing", "n"),
    ]
    assert put_values(store, "follow_up", values).n_values == 1
    assert load_series(store, ["follow_up"])["follow_up"].to_dict("records") == [
        {"period": "2026-09", "unit": "东区", "value": 0.5, "n": 10.0}
    ]


cells = (
    st.none() | st.text(max_size=8) | st.floats() | st.sampled_from(["2026-07", "2026Q3", "1", "0.5", "-1", "x" * 201])
)


@given(
    name=st.sampled_from(["contacts", "churn", "follow_up"]),
    rows=st.lists(st.dictionaries(st.sampled_from(["period", "unit", "value", "n"]), cells), max_size=6),
)
def test_every_row_is_a_value_or_refused_and_no_value_comes_twice(name, rows):
    values, refused = read_values(name, rows)
    assert len(values) + len(refused) == len(rows)
    assert len({(value.period, value.unit) for value in values}) == len(values)
    assert all(row.code in REFUSALS and 1 <= row.row <= len(rows) for row in refused)
    low = {"contacts": 0, "follow_up": 0}.get(name)
    assert all(low is None or value.value >= low for value in values)


def test_a_value_too_large_to_be_meant_is_refused():
    values, refused = read_values("churn", [{"period": "2026-08", "value": own} for own in (1e308, -1e308)])
    assert not values
    assert [row.code for row in refused] == ["value_out_of_range"] * 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("churn", 450), ("churn", -3), ("csat", 101), ("follow_up_rate", -1), ("nps", -101), ("first_response", -1)],
)
def test_a_value_that_its_indicator_cannot_have_is_refused(store, put, name, value):
    with pytest.raises(InputFormatError, match=rf"Row 2: The value is too small or too large: {name} is from"):
        put(f"period,value\n2026-07,4\n2026-08,{value}\n", name=name)
    assert load_series(store, [name]) == {}
    assert put("period,value\n2026-07,0\n2026-08,100\n", name=name).note is None


GROWTH = """
[[indicator]]
name = "growth"
labels = {{ en = "Growth", zh = "增长率" }}
kind = "key_performance"
formula = "series"
direction = "higher"
unit = "{unit}"
{share}
"""


@pytest.mark.parametrize("unit", ["%", "％", "Percent"])
def test_a_percentage_that_may_be_none_of_a_whole_is_taken_with_a_note(store, tmp_path, settings, unit):
    register, file = tmp_path / "register.toml", tmp_path / "growth.csv"
    file.write_text("period,value\n2026-07,-4\n2026-08,130\n2026-09,5\n", "utf-8")

    def put(share):
        register.write_text(GROWTH.format(unit=unit, share=share), "utf-8")
        own = settings.model_copy(update={"indicators": register})
        load_register.cache_clear()
        return import_series(store, file, "growth", settings=own)

    assert put("share = false").note is None
    note = put("").note
    assert note["en"].startswith("2 of the values are below 0 or above 100")
    assert "share = true" in note["zh"]
    with pytest.raises(InputFormatError, match="growth is from 0 to 100"):
        put("share = true")
