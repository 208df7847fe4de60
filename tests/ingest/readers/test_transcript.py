"""Transcripts become turns; nobody's answer disappears in a moderator's question."""

from collections.abc import Callable
from pathlib import Path

import pytest

from feedback_ai.errors import InputEmptyError, InputFormatError, InputTooLargeError
from feedback_ai.ingest import read
from feedback_ai.ingest.readers import transcript
from feedback_ai.ingest.readers.speakers import is_asking
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]
Texts = Callable[..., list[str]]

FOCUS_GROUP = """Customer talk, clinic
Date: 2026-04-03

Moderator: How was your last visit?
P1: I waited an hour.
Nobody told me why: no notice, nothing.

P2 (female, 34): The nurse was kind.
Moderator (Tom): Anything else?
Anna Lee: Parking is hard.
"""

INTERVIEW = """主题：服务体验
主持人：您觉得我们的服务怎么样？
受访者A：送货太慢了。
说好三天：结果等了九天。
访谈员王老师：还有呢？
李女士：客服态度还可以。
受访者A：没有了。
"""

CAPTIONS = """WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:03.000
<v Interviewer>How was the hotel?</v>

2
00:00:03.000 --> 00:00:05.000
<v Anna>The room was clean,</v>

3
00:00:05.000 --> 00:00:07.000
<v Anna>but the lift was broken.</v>
"""


def test_an_english_focus_group_gives_what_its_participants_say(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("clinic.txt", FOCUS_GROUP)) == [
        "I waited an hour.\nNobody told me why: no notice, nothing.",
        "The nurse was kind.",
        "Parking is hard.",
    ]


def test_a_chinese_interview_gives_what_its_participants_say(write: Write, texts_of: Texts) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert texts_of(write("talk.txt", INTERVIEW, encoding)) == [
            "送货太慢了。\n说好三天：结果等了九天。",
            "客服态度还可以。",
            "没有了。",
        ]


def test_captions_of_one_speaker_are_one_turn(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("hotel.vtt", CAPTIONS)) == ["The room was clean, but the lift was broken."]


def test_ids_are_file_name_and_turn_and_the_notes_tell_what_was_passed_over(write: Write) -> None:
    with read(write("clinic-01.txt", FOCUS_GROUP)) as reading:
        records = [row for row in reading if isinstance(row, FeedbackRecord)]
    assert [record.id for record in records] == ["clinic-01#2", "clinic-01#3", "clinic-01#5"]
    assert [record.metadata["speaker"] for record in records] == ["P1", "P2 (female, 34)", "Anna Lee"]
    assert {record.channel for record in records} == {"interview"}
    assert "2 moderators' turns were passed over." in reading.notes
    assert "2 lines before the first speaker were passed over." in reading.notes


@pytest.mark.parametrize(
    "line",
    [
        "P1: slow",
        "**P1:** slow",
        "**P1**: slow",
        "- P1: slow",
        "[00:12:03] P1: slow",
        "00:12 P1: slow",
        "P1 (00:12:03): slow",
        "P1 00:12:03\nslow",
        "P1：slow",
        "Participant 1: slow",
        "RESPONDENT: slow",
        "受访者1：slow",
        "Dr. O’Neill: slow",
    ],
)
def test_speakers_are_found_in_the_usual_ways_to_write_them(write: Write, texts_of: Texts, line: str) -> None:
    assert texts_of(write("a.md", f"# Talk\n\nQ: How was it?\n{line}\nand rude\n")) == ["slow\nand rude"]


@pytest.mark.parametrize(
    "label",
    [
        "Moderator",
        "MODERATOR 2",
        "Interviewer Tom",
        "Tom (moderator)",
        "Q",
        "Q3",
        "M1",
        "主持人",
        "主持人B",
        "訪談者",
        "问",
    ],
)
def test_those_who_lead_the_talk_are_known(label: str) -> None:
    assert is_asking(label)


@pytest.mark.parametrize(
    "label", ["Participant", "Tom", "P1", "受访者", "Interviewer said to me", "Queen", "Mia", "王问天"]
)
def test_those_who_answer_are_not_taken_for_them(label: str) -> None:
    assert not is_asking(label)


def test_a_name_that_speaks_once_after_a_moderator_is_heard(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.txt", "主持人：谁先说？\n王强：太贵了。\n")) == ["太贵了。"]


def test_a_turn_without_words_is_refused_like_any_row_without_text(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.txt", "P1: \nP2: fine\n")) == ["[text_missing]", "fine"]


def test_a_text_in_which_nobody_speaks_is_an_error(write: Write) -> None:
    with pytest.raises(InputFormatError, match=r"Nobody speaks in a\.txt"):
        read(write("a.txt", "just a note\nand another\n"))
    with pytest.raises(InputEmptyError):
        read(write("b.txt", "\n\n# Heading\n"))


def test_a_text_too_long_to_hold_is_an_error(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "MAX_TRANSCRIPT_CHARS", 20)
    with pytest.raises(InputTooLargeError):
        read(write("a.txt", "P1: " + "x" * 30))
