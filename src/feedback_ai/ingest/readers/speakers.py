"""Who speaks in a line of a transcript."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_NAME_PART = r"[A-Z][\w.'’-]*"
_NAME = re.compile(rf"{_NAME_PART}(?:\s+(?:{_NAME_PART}|\d{{1,3}})){{0,2}}")
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{1,6}\s?[A-Za-z]?\d{0,3}")


def _role(words: str, letters: str, han: str) -> re.Pattern[str]:
    """A role with its number or name: `Participant 3`, `Moderator Tom`, `P3`, `受访者A`, `受访者王女士`."""
    number = r"(?:no\.?\s*|#)?[A-Za-z]?\d{0,3}"
    in_words = rf"(?i:{words})\s*(?:{number}|{_NAME.pattern})"
    in_letters = rf"(?i:{letters})\d{{0,3}}"
    in_han = rf"(?:{han})\s*(?:{number}|[\u3400-\u9fff]{{1,4}})"
    return re.compile(f"{in_words}|{in_letters}|{in_han}")


_ASKS = _role(
    "moderator|interviewer|facilitator|researcher|host",
    "mod|int|m|i|q",
    "主持人?|访谈[者员人]|采访[者员人]|访问员|研究员|訪談[者員人]|採訪[者員人]|訪問員|研究員|问|問",
)
_ANSWERS = _role(
    "participant|respondent|interviewee|speaker|customer|client|user|guest|patient",
    "resp|r|p|a",
    "[受被][访訪][者人]|参与者|參與者|与会者|與會者|发言人|發言人|用户|用戶|客户|客戶|顾客|顧客|嘉宾|嘉賓|患者|答",
)
_HEADING = re.compile(
    r"(?i:date|time|location|place|venue|topic|title|subject|project|duration|participants|attendees|recorded|language"
    r"|transcri\w+(?: by)?|notes?|p\.?s\.?)"
    r"|日期|[时時][间間]|地[点點]|主[题題]|标题|標題|[时時][长長]|人[员員]|备注|備註|注"
)

_CLOCK = r"[\[(（]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])）]?"
_COLON_LINE = re.compile(rf"(?:{_CLOCK}\s*)?(?P<label>[^:：]{{1,40}}?)\s*(?:{_CLOCK})?\s*[:：]\s*(?P<words>.*)")
_CLOCK_LINE = re.compile(rf"(?P<label>[^:：]{{1,40}}?)\s+{_CLOCK}(?P<words>)")
_VOICE_LINE = re.compile(r"<v(?:\.[\w.]+)?\s+(?P<label>[^>]{1,40})>(?P<words>.*?)(?:</v>)?\s*")
_MARKDOWN = re.compile(r"\*\*|__|^[-*>]\s+")
_ASIDE = re.compile(r"\s*[(（\[](?P<words>[^)）\]]*)[)）\]]")


@dataclass(frozen=True)
class SpokenLine:
    """A line that may begin a turn.

    Attributes:
        whole: The line without Markdown's signs.
        label: What stands before the colon, or None where the line only goes on.
        words: What stands after it.
    """

    whole: str
    label: str | None = None
    words: str = ""


def spoken_line(line: str) -> SpokenLine:
    """A line of a transcript taken apart."""
    whole = _MARKDOWN.sub("", line.strip())
    match = _VOICE_LINE.fullmatch(whole) or _CLOCK_LINE.fullmatch(whole) or _COLON_LINE.fullmatch(whole)
    if match and (label := match["label"].strip()):
        return SpokenLine(whole, label, match["words"].strip())
    return SpokenLine(whole)


def is_asking(label: str) -> bool:
    """Whether a label is of someone who leads the talk, whose words are no feedback: `Moderator`, `Tom (host)`."""
    asides = [match["words"].strip() for match in _ASIDE.finditer(label)]
    return any(_ASKS.fullmatch(part) for part in (_ASIDE.sub("", label), *asides))


class Speakers:
    """The labels of one transcript that name speakers.

    "Topic: ..." and "结果：..." look like speakers too. A label is one if it is a role or looks like a Western name; a
    Chinese one also if it returns, or follows a moderator, whose turn would otherwise swallow an answer.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        self._counts = Counter(labels)

    def speaks(self, label: str, *, after_asking: bool) -> bool:
        """Whether the label begins a turn.

        Args:
            label: What stands before the colon.
            after_asking: Whether the turn before is a moderator's.
        """
        bare = _ASIDE.sub("", label)
        if _HEADING.fullmatch(bare):
            return False
        if is_asking(label) or _ANSWERS.fullmatch(bare) or _NAME.fullmatch(bare):
            return True
        return _HAN_NAME.fullmatch(bare) is not None and (after_asking or self._counts[label] > 1)
