import pytest


@pytest.mark.parametrize(
    "text",
    [
        "My name is [[NAME John Smith]] and I am angry",
        "MY NAME IS [[NAME JOHN SMITH]] AND I AM ANGRY",
        "my name is [[NAME john smith]] and i",
        "my name's [[NAME Priya]].",
        "Hi, I'm [[NAME Oluwaseun Adeyemi]] and I bought it",
        "This is [[NAME Kevin O'Brien]] calling",
        "[[NAME Mrs. Van der Berg]] was told",
        "[[NAME Dr Patel]] was rude",
        "Kind regards,\n[[NAME Ludwig van Beethoven]]",
        "Thanks,\n[[NAME Siobhan]]",
        "Account holder: [[NAME J. R. Hartley]]",
        "the driver, [[NAME Marek]], left",
        "spoke to [[NAME Sandra]] twice",
        "booked under [[NAME Nakamura]]",
        "I, [[NAME Jane Doe]], demand",
        "[[NAME Sarah]] from your billing team",
    ],
)
def test_english_names_are_found_after_a_cue(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "my name is wrong on the ticket",
        "I am Very Disappointed.",
        "I called Virgin and spoke to Customer Care",
        "Dr Pepper, Mr Kipling and Mr Right",
        "Thanks, Great service",
        "I asked for Ben & Jerry's",
        "My name is XXXX XXXX",
        "This is British Airways at its worst, again",
        "the manager I've met",
        "in this regards. Conversely, it flew",
        "Victoria Station, St John's Wood, Chase bank",
        "the group is called Little Senses",
    ],
)
def test_english_words_that_are_no_names_stay(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "我叫[[NAME 张伟]]，今年办的",
        "我叫[[NAME 张伟]]今天来投诉",
        "我是[[NAME 王建国]]，3栋的",
        "本人[[NAME 李晓明]]于2023年办卡",
        "姓名：[[NAME 司马光]]",
        "聯絡人：[[NAME 陳怡君]]，急",
        "收货人写的是“[[NAME 徐丽]]”",
        "投诉[[NAME 张丽华]]收费乱",
        "感谢[[NAME 李医生]]和[[NAME 王护士长]]",
        "[[NAME 孙先生]]、[[NAME 刘女士]]",
        "[[NAME 陳太太]]投訴",
        "店长叫[[NAME 黄晓燕]]",
        "工号1024的[[NAME 李婷]]",
        "我姓[[NAME 欧阳]]",
        "找[[NAME 李总]]谈",
        "联系人：[[NAME Amy Chan]]",
        "我叫[[NAME 艾力·买买提]]",
        "署名：[[NAME 撒贝宁]]",
        "[[NAME 王小明]] 敬上",
        "此致敬礼！\n[[NAME 王小明]]",
    ],
)
def test_chinese_names_are_found_after_a_cue(assert_marked, text):
    assert_marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "我是高级会员，本人常住上海",
        "我叫了外卖，我叫车等半天",
        "工程经理说没材料，历史老师请假",
        "任课老师、物理老师、班主任",
        "顾客至上，患者家属，学生是来求学的",
        "司机马上到，医生高度负责",
        "施工扰民，包工头跑了",
        "投诉人：匿名",
        "谢谢医生，感谢护士",
        "客服小王，店员小李",
        "感谢高雄荣总",
        "蒙牛经理",
    ],
)
def test_chinese_words_that_are_no_names_stay(assert_marked, text):
    assert_marked(text)
