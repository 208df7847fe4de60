"""Review exports of the Google Play Console: monthly CSV files in UTF-16."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from feedback_ai.ingest.profiles.profile import Profile, Raw, has_all, join_texts


def _recognizes(sample: Sequence[Raw]) -> bool:
    return has_all(sample, "Package Name", "Star Rating", "Review Text")


def _flatten(review: Raw) -> Raw:
    return {
        **review,
        **join_texts(review, "Review Title", "Review Text"),
        "Review Link: reviewId": _review_id(review.get("Review Link")),
    }


def _review_id(link: object) -> str | None:
    """The id that only the link holds; old exports have it in the part after the number sign."""
    if not isinstance(link, str):
        return None
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return None
    found = parse_qs(parts.query) | parse_qs(parts.fragment.partition("?")[2] or parts.fragment)
    return next((values[0] for key, values in found.items() if key.lower() == "reviewid"), None)


PROFILE = Profile(
    name="google_play",
    summary="Google Play Console: review CSV, in UTF-16",
    synonyms={
        "text": ("Review Title + Review Text",),
        "id": ("Review Link: reviewId",),
        "created_at": ("Review Submit Date and Time",),
        "rating": ("Star Rating",),
        "unit": ("Package Name",),
        "language": ("Reviewer Language",),
    },
    recognizes=_recognizes,
    flatten=_flatten,
    text_parts=("Review Title", "Review Text"),
    defaults={"source": "google_play", "channel": "app_review"},
)
