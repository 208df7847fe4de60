"""Options that choose the records which figures, cases and lists are made of."""

import functools
import inspect
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from feedback_ai.cli.options import TIME, moment

if TYPE_CHECKING:
    from feedback_ai.store.records import EvidenceFilter

From = Annotated[
    datetime | None,
    typer.Option("--from", parser=moment, metavar=TIME, help="Earliest time of writing, UTC, itself included."),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", parser=moment, metavar=TIME, help="End of the time of writing, UTC, excluded."),
]
Unit = Annotated[str | None, typer.Option(help="Only records of this unit.")]
Touchpoint = Annotated[str | None, typer.Option(help="Only records of this touchpoint.")]
Channel = Annotated[str | None, typer.Option(help="Only records of this channel.")]
Source = Annotated[str | None, typer.Option(help="Only records of this source.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="Only records in this language: en, zh-Hans, zh-Hant or other.")
]


OPTIONS = {
    "start": From,
    "end": To,
    "unit": Unit,
    "touchpoint": Touchpoint,
    "channel": Channel,
    "source": Source,
    "language": LanguageOption,
}


def with_filter(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all of these options; it gets them as one filter.

    Args:
        command: Takes the filter as its first parameter, `wanted`, and its own options by name after it; in its help,
            a last one called `format` stays the last.
    """
    own = [one for one in inspect.signature(command).parameters.values() if one.name != "wanted"]
    keyword = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(name, keyword, default=None, annotation=option) for name, option in OPTIONS.items()]
    last = [one.replace(kind=keyword) for one in own if one.name == "format"]
    first = [one.replace(kind=keyword) for one in own if one.name != "format"]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in OPTIONS}
        command(evidence_filter(**chosen), **given)

    # Typer reads both; the filter itself is no option.
    parameters = [*first, *added, *last]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


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
