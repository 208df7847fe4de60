"""Sentences as people write them: what becomes a segment of its own, and what stays together."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_ai.schema import Language, Span
from feedback_ai.segment import split


def pieces(text, language=Language.ENGLISH):
    return [text[span.start : span.end].strip() for span in split(text, language)]


def bars(line):
    """The expected pieces: a bar stands at each border, the text is the line without bars."""
    return [part.strip() for part in line.split("|")]


@pytest.mark.parametrize(
    "line",
    [
        "The room was dirty. | Nobody cared! | Will I come back? | Never again...",
        "He was rude.| It was late when he left.",
        "the staff were nice. | but the food was cold. | never going back",
        "Mr. Lee and Dr. Wong saw me at 5 p.m. on Monday. | Both were kind.",
        "We waited until 5 p.m. | We were told nothing.",
        "Ask for No. 5 or no. 12 at the U.S. desk. | They know.",
        "They moved me to seat 5A. | My wife stayed and so did I. | J. Smith was rude.",
        "Was it open? | It was not. | No. 7 was closed all day.",
        "The bill was $3.50, v2.1 of the app showed $35.00. | Explain.",
        "See www.example.com/help.html?id=3&x=1 for more. | It does not help.",
        "I mean... it was fine, e.g. the bed. | Rest was awful.",
        "I waited and waited... | Then they closed.",
        "WORST BANK EVER! | NEVER AGAIN! | AVOID THEM.",
        'She said "we are closed." | Then she left (without a word.) | Great service.',
        '"Not my job." | That is what he said. | “Go away,” he said.',
        "Great stay! 😀👍 | Will be back soon.",
        "So helpful 👏👏 | Thank you Maria 🙏 | See you in May",
        "Lovely place 👍 and good food.",
        "Wait, what?! | This is absurd!!! | I am speechless.",
        "Please call me on <PHONE>. | My e-mail is <EMAIL>.",
        "Approx. 3 hours late, etc. and so on. | Poor show.",
    ],
)
def test_english_sentences(line):
    assert pieces(line.replace("|", "")) == bars(line)


@pytest.mark.parametrize(
    "line",
    [
        "房间很干净。|服务态度也好！|下次还来吗？|一定会来",
        "味道不错.|服务太慢.|价格3.5元一份,还可以",
        "等了两个小时。。。|没人理我！！！|太差了？！",
        "他说：“不关我的事。”|然后就走了。|（真是无语。）|再也不来了",
        "环境很好……|就是有点吵……|下次换一家",
        "送餐很快👍👍|味道也很好😋|下次还点",
        "物流很快～～|包装也很好~|赞一个给你们",
        "一是态度差；|二是速度慢；|三是乱收费。",
        "周一~周五都要等2~3小时，没有人管",
        "服務很好，醫生很親切。|等候時間太長！|希望改善",
        "iPhone 15 Pro 很好用。|The screen is great.|电池一般。",
        "请拨打<PHONE>联系我。|地址是<ADDRESS>。",
    ],
)
def test_chinese_sentences(line):
    assert pieces(line.replace("|", ""), Language.SIMPLIFIED) == bars(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Rude staff 2. Dirty room 3. No hot water", ["1. Rude staff", "2. Dirty room", "3. No hot water"]),
        ("Problems:\n- rude staff\n- dirty room", ["Problems:", "- rude staff", "- dirty room"]),
        ("Good points • clean • quiet", ["Good points • clean • quiet"]),
        ("Title line\n\nThe text begins here", ["Title line", "The text begins here"]),
        (
            "I have been a customer of this branch for twelve years and\nwas never treated like this before.",
            ["I have been a customer of this branch for twelve years and\nwas never treated like this before."],
        ),
        ("问题如下：1、态度差2、没人管", ["问题如下：1、态度差2、没人管"]),
        ("问题如下：1、态度差。2、没人管。3、乱收费。", ["问题如下：", "1、态度差。", "2、没人管。", "3、乱收费。"]),
        ("①服务慢 ②环境差 ③价格贵", ["①服务慢", "②环境差", "③价格贵"]),
        (
            "I was there at 10. Then at 12. Then they closed.",
            ["I was there at 10.", "Then at 12.", "Then they closed."],
        ),
    ],
)
def test_lists_and_lines(text, expected):
    language = Language.ENGLISH if text.isascii() or "•" in text else Language.SIMPLIFIED
    assert pieces(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"), [("味道好。不错。", Language.SIMPLIFIED), ("The bed was hard. Ouch!", Language.ENGLISH)]
)
def test_scraps_join_the_sentence_before_them(text, language):
    assert pieces(text, language) == [text]


def test_one_word_lines_stand_alone():
    assert pieces("好\n差\n一般", Language.SIMPLIFIED) == ["好", "差", "一般"]


def test_long_chinese_run_on_is_cut_at_clauses():
    text = (
        "昨天中午在你们店里点了一份套餐，结果等了一个多小时才送到，打开一看汤全洒了，米饭也是凉的，给客服打电话没人接，"
        "好不容易接通了又说不归他们管，让我自己找骑手，骑手说是商家的问题，商家又说是骑手的问题，推来推去没有人负责"
    )
    parts = pieces(text, Language.SIMPLIFIED)
    assert len(parts) > 1
    assert all(15 <= len(part) <= 60 for part in parts)
    assert all(part.endswith("，") for part in parts[:-1])


def test_chinese_without_any_mark_is_cut_before_connectives():
    parts = (
        "我在你们这里办了一张年卡当时说好可以随时转让的但是现在店员说不能转让还要收我百分之三十的手续费",
        "而且打电话给总部也没有人管这件事情",
    )
    assert pieces("".join(parts), Language.SIMPLIFIED) == list(parts)


def test_amounts_are_not_cut_at_their_commas():
    text = "他们多收了我12,345,678元，" * 5
    assert all(part.count("12,345,678") == part.count("多收了") for part in pieces(text, Language.SIMPLIFIED))


def test_long_english_run_on_is_cut_at_clauses():
    text = (
        "I ordered a sofa in March and they said it would come in two weeks, but it did not come for three months and "
        "when I called them nobody knew anything about it; then a man rang to say it was on the van, and he never "
        "turned up so I took another day off work for nothing at all and they still want me to pay for the delivery"
    )
    parts = pieces(text)
    assert len(parts) > 1
    assert max(map(len, parts)) <= 250


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "text", ["x" * 1_000, "word " * 300, "字" * 1_000, "👩\u200d👩\u200d👧" * 300, "<PHONE>" * 200, "🇨🇳" * 500]
)
def test_no_segment_exceeds_the_hard_limit(text, language):
    spans = split(text, language)
    assert max(span.end - span.start for span in spans) <= 400
    for unit in ("word", "👩\u200d👩\u200d👧", "<PHONE>", "🇨🇳"):
        assert sum(text[span.start : span.end].count(unit) for span in spans) == text.count(unit)


def test_empty_and_blank_texts():
    assert split("", Language.ENGLISH) == ()
    assert split(" \n\t ", Language.ENGLISH) == (Span(0, 4),)
    assert split("\n\n  Fine.  \n", Language.ENGLISH) == (Span(0, 12),)


def test_japanese_marks_end_sentences():
    assert pieces("店員は親切でした。料理は冷めていました。", Language.OTHER) == [
        "店員は親切でした。",
        "料理は冷めていました。",
    ]


def test_threads_agree():
    texts = ["He was rude. It was late.", "等了很久。没人理我！", "Fine"] * 30
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: split(text, Language.ENGLISH), texts))
    assert together == [split(text, Language.ENGLISH) for text in texts]
