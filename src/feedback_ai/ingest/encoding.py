"""Which encoding the bytes are in: told by a mark, proved by UTF-8, or plausible as GB18030; never guessed beyond that.

Chinese exports are UTF-8, with or without a mark, or GB18030 (which holds GBK and GB2312). Nearly any bytes decode as
GB18030, so that is believed only if the outcome has the characters that every Chinese text is full of.
"""

import codecs
from collections.abc import Callable, Iterable

from feedback_ai.errors import InputEncodingError

ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "gb18030",
    "gbk",
    "big5",
    "cp950",
    "cp1252",
    "latin-1",
    "shift_jis",
    "euc_kr",
)
"""Encodings that can be named; only the marked ones, UTF-8 and GB18030 are recognised without being named."""

UNDECODABLE = "\udcff"
"""Stands for bytes that are no text; no valid input can hold it, and the schema refuses a record that does."""

ON_ERROR = "feedback-ai-mark"
"""Name of the codec error handler that writes `UNDECODABLE`, so that one bad row does not end the file."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BY_CODEC = {codecs.lookup(name).name: name for name in ENCODINGS}

# The most frequent characters of running Chinese, both scripts, and those that headers of exports are made of. They
# make up a third to a half of Chinese text, and below a tenth of Big5, EUC-KR, EUC-JP or Windows-1252 read as GB18030.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家事"
    "成方多去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第公此已工"
    "使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信"
    "這個們來為國說時會對於過發後裡學現當沒動麼還進樣開從實與長機關點業將兩間問並應頭體見產話內員務電買給讓車醫號"
    "单号编受理时间投诉容求述评论渠源责任位门店网承办触环节星级满度客户服务员态差快慢等钱退款送货质量酒店房吃味餐"
)
_MIN_FREQUENT = 0.15
_SAMPLE_LETTERS = 50_000
_MAX_CONTROL = 0.1


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return UNDECODABLE, error.end
    raise error


codecs.register_error(ON_ERROR, _mark_undecodable)


def validate_encoding(name: str, head: bytes) -> str:
    """The codec of an encoding that the user names.

    Args:
        name: One of `ENCODINGS`, or another spelling of it.
        head: First bytes of the input, for a mark.

    Raises:
        InputEncodingError: If the name is none of them.
    """
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if codec not in _BY_CODEC:
        raise InputEncodingError(f"The encoding {name!r} is not known.", hint="Name another.", options=ENCODINGS)
    if codec == "utf-8":
        return "utf-8-sig"
    if codec == "utf-16" and _marked(head) != "utf-16":
        return "utf-16-le"  # as Windows writes it
    return codec


def detect_encoding(chunks: Callable[[], Iterable[bytes]], name: str) -> str:
    """The encoding of an input.

    Args:
        chunks: Gives its bytes from the start, each time it is called; they may stop before the end of the input.
        name: The input's name, for the message.

    Returns:
        `utf-8-sig` (which reads UTF-8 with or without a mark), `utf-16` or `gb18030`.

    Raises:
        InputEncodingError: If the bytes are binary, or text in none of these.
    """
    head = next(iter(chunks()), b"")
    marked = _marked(head)
    if marked:
        return marked
    if _is_binary(head):
        raise _unreadable(f"{name} is not a text file.")
    bad_line = _first_bad_line(chunks(), "utf-8")
    if bad_line is None:
        return "utf-8-sig"
    if _is_plausible_gb18030(chunks()):
        return "gb18030"
    raise _unreadable(f"{name} is neither UTF-8 nor GB18030: line {bad_line} has bytes that are no UTF-8.")


def _unreadable(what: str) -> InputEncodingError:
    return InputEncodingError(what, hint="Name its encoding with --encoding, or save it as UTF-8.", options=ENCODINGS)


def _marked(head: bytes) -> str | None:
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _is_binary(head: bytes) -> bool:
    """Whether control characters make up more than a tenth; single NULs happen in texts."""
    controls = sum(head.count(code) for code in range(32) if code not in b"\t\n\v\f\r\x1b")
    return controls > len(head) * _MAX_CONTROL


def _first_bad_line(chunks: Iterable[bytes], encoding: str) -> int | None:
    """1-based number of the first line with undecodable bytes; None if all decode."""
    line = 1
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in chunks:
        try:
            line += decoder.decode(chunk).count("\n")
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
    return None


def _is_plausible_gb18030(chunks: Iterable[bytes]) -> bool:
    letters = frequent = 0
    decoder = codecs.getincrementaldecoder("gb18030")()
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
        if letters < _SAMPLE_LETTERS:
            foreign = [character for character in text if character > "\x7f" and character.isalpha()]
            letters += len(foreign)
            frequent += sum(1 for character in foreign if character in _FREQUENT)
    return frequent > letters * _MIN_FREQUENT
