from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.normalize.redaction.folding import fold


@given(st.text())
def test_folding_keeps_every_offset(text):
    assert len(fold(text)) == len(text)


def test_width_dashes_spaces_and_script_do_not_matter():
    assert fold("電話：０９１２－３４５\u3000６７８") == "电话:0912-345 678"
    assert fold("𝟏𝟑𝟖–“好”") == '138-"好"'


def test_plain_text_is_left_alone():
    assert fold("plain <PHONE> text") == "plain <PHONE> text"
