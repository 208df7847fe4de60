import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedback_ai.normalize.informative import is_informative

EMPTY_ANSWERS = """
no comment|No comments.|n/a|N/A|None|Nothing|nil|no|-|...|nothing to add|not applicable|Don't know|don’t know
see above|test|Test 123|asdf|Nothing, thanks|nothing really|No, nothing at all thank you
I can't think of anything|nothing at the moment|No suggestions at this time|no further comments|AAAA|x|ＮＯ
?!?|10/10|12345|<PHONE>|<EMAIL> <PHONE>|https://example.com/page
无|無|没有|沒有|没有意见|沒有意見|没意见|暂无|暫時沒有|不知道|不清楚|没什么|没啥说的|没什么好说的|目前没有意见，谢谢
无意见。|没有其他建议了|同上|测试|凑字数|哈哈哈哈|系统默认好评|此用户没有填写评价|该用户未填写评价内容。
评价方未及时做出评价,系统默认好评!|nada|rien|なし|없음
"""

JUDGEMENTS = """
ok|Good|bad|meh|not good|5 stars|👍|😡|👍👍👍|❤️|:(|no comment 👍|No problem|no complaints|nothing works|no room
Nothing was explained|no one answers|no reply|no staff|Same problem again|Nothing to complain about|hello? anyone there
好|不好|好好好|不错|没有问题|没问题|没人接电话|没有味道|没收到货|无法登录|不知道怎么退款|无语|没有空调|无良商家
系统默认好评，其实很差|测试了几天，电池不行|不想再来了|沒有冷氣
"""


def _cases(block):
    return [text for line in block.strip().splitlines() for text in line.split("|")]


@pytest.mark.parametrize("text", _cases(EMPTY_ANSWERS))
def test_empty_answers_judge_nothing(text):
    assert not is_informative(text)


@pytest.mark.parametrize("text", _cases(JUDGEMENTS))
def test_short_judgements_are_kept(text):
    assert is_informative(text)


def test_a_copyright_sign_is_no_face():
    assert not is_informative("© 2026")


def test_a_long_text_is_informative():
    assert is_informative("no " * 50 + "but really no")


@pytest.mark.parametrize("unit", ["没", "啊", "no ", "nothing else ", "真的", "未写评价", "test 1 "])
def test_repetition_is_answered_at_once(unit):
    is_informative((unit * 60)[:59] + "呜")


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=60))
def test_any_text_has_an_answer(text):
    assert isinstance(is_informative(text), bool)


@settings(deadline=None)
@example("83")
@example("8-3")
@given(st.text(alphabet="0123456789０１２。，、！？；：“”…—.,!?;:-+*#% \n", max_size=30))
def test_digits_and_punctuation_judge_nothing(text):
    assert not is_informative(text)
