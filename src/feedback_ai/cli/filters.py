"""Options that choose the records which figures, cases and lists are made of."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from feedback_ai.store.records import EvidenceFilter

TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]

From = Annotated[
    datetime | None, typer.Option("--from", formats=TIMES, help="Earliest time of writing, UTC, itself included.")
]
To = Annotated[datetime | None, typer.Option("--to", formats=TIMES, help="End of the time of writing, UTC, excluded.")]
Unit = Annotated[str | None, typer.Option(help="Only records of this unit.")]
Touchpoint = Annotated[str | None, typer.Option(help="Only records of this touchpoint.")]
Channel = Annotated[str | None, typer.Option(help="Only records of this channel.")]
Source = Annotated[str | None, typer.Option(help="Only records of this source.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="Only records in this language: en, zh-Hans, zh-Hant or other.")
]


def evidence_filter(
    *,
    start: datetime | None,
    end: datetime | None,
    unit: str | None,
    touchpoint: str | None,
    channel: str | None,
    source: str | None,
    language: str | None,
) -> "EvidenceFilter":
    """The filter that the options name.

    Raises:
        OptionError: If a language is unknown, or a text cannot be in a store.
    """
    from pydantic import ValidationError

    from feedback_ai.errors import OptionError
    from feedback_ai.schema import Language
    from feedback_ai.store.records import EvidenceFilter

    if language is not None and language not in set(Language):
        raise OptionError(f"There is no language {language!r}.", hint="Choose one.", options=list(Language))
    try:
        return EvidenceFilter(
            created_from=start,
            created_to=end,
            unit=unit,
            touchpoint=touchpoint,
            channel=channel,
            source=source,
            language=None if language is None else Language(language),
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = first["loc"][0]
        raise OptionError(f"--{name} cannot be used: {first['msg']}.", hint="Correct it or leave it out.") from None
