"""One file a profile: a family of exports with its column names and shape."""

from collections.abc import Sequence

from feedback_ai.errors import InputFormatError
from feedback_ai.ingest.profiles import app_store, chinese_complaints, generic, google_play, transcript, zendesk
from feedback_ai.ingest.profiles.profile import Profile, Raw

PROFILES: dict[str, Profile] = {
    module.PROFILE.name: module.PROFILE
    for module in (zendesk, google_play, app_store, chinese_complaints, transcript, generic)
}
"""Profile by name, in the order in which they are tried; `generic` takes what no other recognises."""

__all__ = ["PROFILES", "Profile", "Raw", "choose_profile"]


def choose_profile(wanted: str, input_format: str, sample: Sequence[Raw]) -> Profile:
    """The profile to read an input with.

    Args:
        wanted: One of `PROFILES`, or `auto`.
        input_format: The input's format; transcripts have a profile of their own.
        sample: First rows of the input.

    Raises:
        InputFormatError: If `wanted` is no profile, or not one for this format.
    """
    if wanted not in ("auto", *PROFILES):
        raise InputFormatError(
            f"The profile {wanted!r} is not known.", hint="Name another.", options=("auto", *PROFILES)
        )
    if wanted != "auto" and (wanted == "transcript") != (input_format == "transcript"):
        raise InputFormatError(
            f"The profile {wanted} does not read {input_format} input.",
            hint="Leave --profile out, or name the right --format.",
        )
    if wanted != "auto":
        return PROFILES[wanted]
    if input_format == "transcript":
        return PROFILES["transcript"]
    return next((profile for profile in PROFILES.values() if profile.recognizes(sample)), PROFILES["generic"])
