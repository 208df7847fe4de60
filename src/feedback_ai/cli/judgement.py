"""What a person says of a text, from the options of a command."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from feedback_ai.errors import OptionError
    from feedback_ai.services.corrections import Judgement

OPTIONS = {
    **{name: f"--{name}" for name in ("sentiment", "intent", "severity", "note", "expectation")},
    "index": "--segment",
    "facets": "--facet",
    "causes": "--cause",
}
"""What gives each field of a judgement."""


def read_judgement(
    of_text: Mapping[str, str | None],
    segment: int | None,
    *,
    facets: Sequence[str] | None,
    causes: Sequence[str] | None,
    expectation: bool | None,
) -> "Judgement":
    """The judgement that options name.

    Args:
        of_text: Labels of the text and the note, by name.
        segment: Of which segment the others are.
        facets: As in `reliability=negative`.
        causes: Root causes.
        expectation: Whether it states one.

    Raises:
        OptionError: If a label is unknown, or labels of a segment are given without it.
    """
    from pydantic import ValidationError

    from feedback_ai.errors import OptionError
    from feedback_ai.services.corrections import Judgement

    of_segment = {"facets": _pairs(facets), "causes": causes, "expectation": expectation}
    given = {name: value for name, value in of_segment.items() if value is not None}
    if given and segment is None:
        raise OptionError("Facets, causes and expectations are of a segment.", hint="Name it with --segment.")
    segments: list[dict[str, Any]] = [{"index": segment, **given}] if given else []
    try:
        return Judgement.model_validate({**of_text, "segments": segments})
    except ValidationError as error:
        raise _refusal(error.errors()[0]) from None


def none_or_named(named: Sequence[str] | None, option: str, none: str | None) -> Sequence[str] | None:
    """What is named, or nothing at all where that is said; both at once contradict each other.

    Args:
        named: What is named with the option; None where the option was not given.
        option: The option that names.
        none: The option that says that there is none, where it was given.

    Raises:
        OptionError: If something is named, and there is said to be none.
    """
    from feedback_ai.errors import OptionError

    if named and none:
        raise OptionError(f"{option} and {none} contradict each other.", hint="Choose one of the two.")
    return [] if none else named


def _refusal(error: "ErrorDetails") -> "OptionError":
    """What is wrong with an option, by the option's name, with what it may be where that is a choice."""
    from feedback_ai.errors import OptionError
    from feedback_ai.schema import Facet, Intent, RootCause, Sentiment, Severity

    place = error["loc"]
    field = next(str(part) for part in place if part in OPTIONS)
    option, value = OPTIONS[field], error["input"]
    if error["type"] != "enum":
        return OptionError(f"{option} cannot be used: {error['msg']}.", hint="Correct it or leave it out.")
    if field == "facets":
        facet = str(place[place.index("facets") + 1])
        kind, told, hint = (
            (Facet, value, "Name a facet and its sentiment, as in reliability=negative.")
            if facet == value
            else (Sentiment, f"{facet}={value}", f"Give it a sentiment, as in {facet}=negative.")
        )
        return OptionError(f"{option} cannot be {told!r}.", hint=hint, options=list(kind))
    kinds = {"sentiment": Sentiment, "intent": Intent, "severity": Severity, "causes": RootCause}
    return OptionError(f"{option} cannot be {value!r}.", hint="Give one of them.", options=list(kinds[field]))


def _pairs(facets: Sequence[str] | None) -> dict[str, str] | None:
    from feedback_ai.errors import OptionError

    if facets is None:
        return None
    pairs = [one.partition("=")[::2] for one in facets]
    if len({facet for facet, _ in pairs}) < len(pairs):
        raise OptionError("A facet is named twice.", hint="Give it one sentiment.")
    return dict(pairs)
