"""App Store reviews: customer reviews of the App Store Connect API, and the public RSS feed as JSON."""

from collections.abc import Sequence

from feedback_ai.ingest.profiles.profile import Profile, Raw, dig, join_texts


def _recognizes(sample: Sequence[Raw]) -> bool:
    return any(row.get("type") == "customerReviews" or "im:rating" in row for row in sample)


def _flatten(review: Raw) -> Raw:
    if "attributes" not in review and "author" in review:
        return _flatten_feed(review)
    attributes = review.get("attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    return {"id": review.get("id"), **attributes, **join_texts(attributes, "title", "body")}


def _flatten_feed(entry: Raw) -> Raw:
    words = {"title": dig(entry, "title", "label"), "body": dig(entry, "content", "label")}
    return {
        "id": dig(entry, "id", "label"),
        **words,
        **join_texts(words, "title", "body"),
        "rating": dig(entry, "im:rating", "label"),
        "createdDate": dig(entry, "updated", "label"),
        "reviewerNickname": dig(entry, "author", "name", "label"),
        "version": dig(entry, "im:version", "label"),
    }


def _skips(review: Raw) -> str | None:
    if review.get("type") not in (None, "customerReviews"):
        return "entries that are no reviews"
    # The feed's first entry describes the app itself.
    return "entries that are no reviews" if "im:name" in review and "im:rating" not in review else None


PROFILE = Profile(
    name="app_store",
    summary="App Store: customer reviews of the App Store Connect API, or the RSS feed, both JSON",
    synonyms={
        "text": ("title + body",),
        "id": ("id",),
        "created_at": ("createdDate",),
        "rating": ("rating",),
        "customer_id": ("reviewerNickname",),
    },
    recognizes=_recognizes,
    flatten=_flatten,
    skips=_skips,
    text_parts=("title", "body"),
    defaults={"source": "app_store", "channel": "app_review"},
)
