"""The encoding is told by a mark, proved by UTF-8, or plausible as GB18030."""

import codecs
import random

import pytest

from feedback_ai.errors import InputEncodingError
from feedback_ai.ingest.encoding import ENCODINGS, detect_encoding, validate_encoding

CHINESE = "客服态度很差，打了三次电话都没有人接，说好第二天送到，等了一个星期也没有收到货。"
TRADITIONAL = "醫生很專業，但是等了兩個小時才看到診，櫃檯的人也沒有說明，希望醫院可以改善。"
KOREAN = "배송이 너무 늦어요 그리고 직원이 불친절합니다 환불해 주세요 정말 실망했습니다"
JAPANESE = "配達が二日も遅れてとても困りました。スタッフの対応も良くありませんでした。"
FRENCH = "Le service était très décevant, j'ai attendu à l'hôtel et personne n'est venu."


def detect(raw: bytes, piece: int = 7) -> str:
    return detect_encoding(lambda: (raw[at : at + piece] for at in range(0, len(raw), piece)), "input.csv")


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("plain words", "ascii", "utf-8-sig"),
        (CHINESE, "utf-8", "utf-8-sig"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (FRENCH, "utf-8", "utf-8-sig"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("工单号,受理时间,投诉内容\n1,2026-04-03,电梯又坏了\n", "gb18030", "gb18030"),
        ("id,text\n" + "1,only english words here\n" * 50 + "2,送货太慢\n", "gb18030", "gb18030"),
    ],
)
def test_recognizes_what_chinese_and_english_exports_come_in(text: str, encoding: str, found: str) -> None:
    assert detect(text.encode(encoding)) == found


def test_a_big_endian_mark_is_recognized() -> None:
    assert detect(codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be")) == "utf-16"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "euc_kr"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (FRENCH, "cp1252"),
        (TRADITIONAL, "big5"),
    ],
)
def test_other_encodings_are_an_error_that_tells_line_options_and_flag(text: str, encoding: str) -> None:
    with pytest.raises(InputEncodingError) as caught:
        detect(b"id,text\n" + text.encode(encoding))
    assert "line 2" in caught.value.what
    assert "--encoding" in caught.value.hint
    assert caught.value.options == ENCODINGS


def test_a_single_bad_byte_in_utf8_is_an_error_that_names_its_line() -> None:
    with pytest.raises(InputEncodingError, match="line 3 "):
        detect("id,text\n1,é\n2,".encode() + b"\xe9 x\n")


def test_binary_bytes_are_an_error_but_single_nuls_are_not() -> None:
    with pytest.raises(InputEncodingError, match="not a text file"):
        detect(bytes(range(256)) * 4)
    with pytest.raises(InputEncodingError, match="not a text file"):
        detect(b"\x00" * 64, piece=64)
    assert detect(b"id,text\n1,the \x00 lift\n") == "utf-8-sig"


def test_noise_is_never_taken_for_chinese() -> None:
    noise = random.Random(4)
    for _ in range(50):
        with pytest.raises(InputEncodingError):
            detect(bytes(noise.randrange(0x80, 0x100) for _ in range(400)))


def test_a_character_cut_at_the_end_of_what_is_checked_is_no_error() -> None:
    assert detect(CHINESE.encode()[:-1]) == "utf-8-sig"


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_listed_encoding_can_be_named(name: str) -> None:
    assert "text" in "text".encode(validate_encoding(name, b"")).decode(validate_encoding(name, b""))


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "utf-7", "idna", "x" * 300, ""])
def test_other_names_are_an_error_that_lists_the_valid_ones(name: str) -> None:
    with pytest.raises(InputEncodingError) as caught:
        validate_encoding(name, b"")
    assert caught.value.options == ENCODINGS


def test_utf16_without_a_mark_is_read_as_windows_writes_it() -> None:
    assert validate_encoding("utf-16", b"a\x00") == "utf-16-le"
    assert validate_encoding("UTF16", codecs.BOM_UTF16_BE) == "utf-16"
