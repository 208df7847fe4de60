"""Tickets as Zendesk's API gives them: ticket list, incremental export, or one ticket a line."""

from collections.abc import Sequence

from feedback_ai.ingest.profiles.profile import Profile, Raw, dig, has_all, has_any, join_texts


def _recognizes(sample: Sequence[Raw]) -> bool:
    return has_all(sample, "id", "subject", "description") and has_any(
        sample, ("requester_id", "via", "status", "priority")
    )


def _flatten(ticket: Raw) -> Raw:
    tags = ticket.get("tags")
    return {
        **ticket,
        **join_texts(ticket, "subject", "description"),
        "via.channel": dig(ticket, "via", "channel"),
        # "good" or "bad" is no number; as metadata it is kept without inventing a scale.
        "satisfaction_rating.score": dig(ticket, "satisfaction_rating", "score"),
        "tags": ", ".join(str(tag) for tag in tags) if isinstance(tags, list) else tags,
    }


def _skips(ticket: Raw) -> str | None:
    # The incremental export goes on listing deleted tickets; Zendesk has overwritten their words.
    return "deleted tickets" if ticket.get("status") == "deleted" else None


PROFILE = Profile(
    name="zendesk",
    summary='Zendesk tickets: JSON of the API or the incremental export (`{"tickets": [...]}`), or one ticket a line',
    synonyms={
        "text": ("subject + description",),
        "id": ("id",),
        "channel": ("via.channel",),
        "created_at": ("created_at",),
        "customer_id": ("requester_id",),
    },
    recognizes=_recognizes,
    flatten=_flatten,
    skips=_skips,
    text_parts=("subject", "description"),
    defaults={"source": "zendesk"},
)
