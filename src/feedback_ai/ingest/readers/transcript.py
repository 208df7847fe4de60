"""Interview and focus-group transcripts: `Moderator: ...`, `受访者A：...`, captions with `<v Anna>`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feedback_ai.errors import InputFormatError, InputTooLargeError
from feedback_ai.ingest.limits import MAX_TRANSCRIPT_CHARS
from feedback_ai.ingest.readers.raw import RawItem, RawRow
from feedback_ai.ingest.readers.speakers import Speakers, SpokenLine, is_asking, spoken_line
from feedback_ai.ingest.source import Source

# Captions: the file's mark, cue numbers, cue times, and notes; Markdown: headings and rules.
_NOT_SPOKEN = re.compile(r"WEBVTT.*|NOTE\b.*|\d+|.*-->.*|#{1,6}\s.*|[-=*_]{3,}")


@dataclass
class _Turn:
    speaker: str
    lines: list[str] = field(default_factory=list)


def read_transcript(source: Source, notes: list[str]) -> Iterator[RawItem]:
    """The turns, moderators' included; row numbers count them from 1.

    Captions of one speaker that follow each other are one turn.

    Args:
        source: The input, its encoding chosen.
        notes: Takes how many lines before the first turn were passed over.

    Raises:
        InputTooLargeError: If it has more than `MAX_TRANSCRIPT_CHARS`.
        InputFormatError: If nobody speaks in it.
    """
    text = _whole_text(source)
    are_captions = "-->" in text
    lines = [line for line in text.split("\n") if line.strip() and not _NOT_SPOKEN.fullmatch(line.strip())]
    preamble, turns = _turns([spoken_line(line) for line in lines], merge=are_captions)
    if preamble:
        notes.append(f"{preamble} lines before the first speaker were passed over.")
    if lines and not turns:
        raise InputFormatError(
            f"Nobody speaks in {source.name}.",
            hint="A turn begins with a name and a colon, `Moderator: ...`, `受访者A：...`; a table needs --format csv.",
        )
    for number, turn in enumerate(turns, start=1):
        words = (" " if are_captions else "\n").join(turn.lines).strip()
        yield RawRow(number, {"id": f"{source.stem}#{number}", "speaker": turn.speaker, "text": words})


def _turns(lines: Sequence[SpokenLine], *, merge: bool) -> tuple[int, list[_Turn]]:
    """How many lines come before the first turn, and the turns."""
    speakers = Speakers(line.label for line in lines if line.label)
    turns: list[_Turn] = []
    preamble = 0
    for line in lines:
        after_asking = bool(turns) and is_asking(turns[-1].speaker)
        if line.label and speakers.speaks(line.label, after_asking=after_asking):
            if merge and turns and turns[-1].speaker == line.label:
                turns[-1].lines.append(line.words)
            else:
                turns.append(_Turn(line.label, [line.words]))
        elif turns:
            turns[-1].lines.append(line.whole)
        else:
            preamble += 1
    return preamble, turns


def _whole_text(source: Source) -> str:
    with source.text(newline=None) as stream:
        text = stream.read(MAX_TRANSCRIPT_CHARS + 1)
    if len(text) > MAX_TRANSCRIPT_CHARS:
        raise InputTooLargeError(
            f"{source.name} has more than {MAX_TRANSCRIPT_CHARS:,} characters.",
            hint="Split it; if it is a table, name its format with --format.",
        )
    return text
