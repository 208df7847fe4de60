"""Interviews and focus groups: what participants say is feedback, what moderators ask is not."""

from feedback_ai.ingest.profiles.profile import Profile, Raw
from feedback_ai.ingest.readers.speakers import is_asking


def _skips(turn: Raw) -> str | None:
    speaker = turn.get("speaker")
    return "moderators' turns" if isinstance(speaker, str) and is_asking(speaker) else None


PROFILE = Profile(
    name="transcript",
    summary="Interview or focus-group transcript with speaker turns (`Moderator: ...`), as text, Markdown or captions",
    synonyms={"text": ("text",), "id": ("id",)},
    skips=_skips,
    defaults={"channel": "interview"},
)
