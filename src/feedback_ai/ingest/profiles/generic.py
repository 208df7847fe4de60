"""Any table or JSON with one feedback a row: columns by common names in both languages, else by what they hold."""

from feedback_ai.ingest.profiles.profile import Profile
from feedback_ai.ingest.synonyms import GENERIC

PROFILE = Profile(
    name="generic",
    summary="Any table, JSONL or JSON with one feedback a row",
    synonyms=GENERIC,
    guesses_text=True,
)
