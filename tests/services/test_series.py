import pytest

from feedback_ai.errors import InputColumnError, InputEmptyError, InputFormatError, InputNotFoundError, OptionError
from feedback_ai.services.series import import_series, load_series

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


@pytest.mark.parametrize(("content", "encoding"), [(CHINESE, None), (CHINESE.encode("gb18030"), "gb18030")])
def test_chinese_columns_and_encodings_are_read(store, put, content, encoding):
    done = put(content, encoding=encoding)
    assert (done.n_values, done.last) == (2, "2026Q3")
    assert set(load_series(store, ["churn"])["churn"]["unit"]) == {"", "东区"}


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        ("period,value\nsoon,1\n", InputFormatError, "Row 1: 'soon' is no period"),
        ("period,value\n2026-07,1\n2026-13,1\n", InputFormatError, "Row 2"),
        ("period,value\n2026-07,many\n", InputFormatError, "Row 1"),
        ("period,value\n2026-07,\n", InputFormatError, "Row 1"),
        ("period,value\n2026-07,nan\n", InputFormatError, "Row 1, value"),
        ("period,value,n\n2026-07,1,-2\n", InputFormatError, "Row 1, n"),
        ("period,value\n2026-07,1\n2026-7,2\n", InputFormatError, "Row 2: there is a value of 2026-07"),
        ("period,value\n2026-07\n", InputFormatError, "Row 1"),
        ("period,values\n2026-07,1\n", InputColumnError, "no column value"),
        ("a,b\n1,2\n", InputColumnError, "no column period and no column value"),
        ("period,value\n", InputEmptyError, "no values"),
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
