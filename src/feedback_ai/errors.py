"""Every error a user can meet: a code, what happened, what to do, the valid options.

The library knows codes only; `api/errors.py` alone maps them to HTTP statuses. Errors of a single row are not
exceptions: they are `schema.RefusedRow` and the rest of the input goes on.
"""

from collections.abc import Sequence
from typing import ClassVar


class FeedbackError(Exception):
    """Base of all errors that are shown to a user.

    Attributes:
        code: Stable snake_case name that scripts may rely on.
        what: What happened, one sentence.
        hint: What to do about it, one sentence.
        options: The valid values, where the error is a choice outside of them.
    """

    code: ClassVar[str] = "error"

    def __init__(self, what: str, *, hint: str, options: Sequence[str] = ()) -> None:
        self.what = what
        self.hint = hint
        self.options = tuple(options)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What happened, what to do and the valid options, in one line."""
        valid = f" Valid: {', '.join(self.options)}." if self.options else ""
        return f"{self.what} {self.hint}{valid}"

    def __str__(self) -> str:
        return f"[{self.code}] {self.message}"


# -- input ------------------------------------------------------------------------------------------------------------


class InputError(FeedbackError):
    """The input as a whole cannot be read; nothing of it was processed."""

    code = "input_unreadable"


class InputNotFoundError(InputError):
    """No file at the given path."""

    code = "input_not_found"


class InputEmptyError(InputError):
    """The file has no rows."""

    code = "input_empty"


class InputFormatError(InputError):
    """The format is unknown, or the content is not of the format named."""

    code = "input_format"


class InputEncodingError(InputError):
    """The bytes are not text in any encoding we read."""

    code = "input_encoding"


class InputColumnError(InputError):
    """A column that was named, or that is needed, is missing."""

    code = "input_column"


class InputTooLargeError(InputError):
    """The input would unpack to more than is safe (a zip bomb), or a request is over its limit."""

    code = "input_too_large"


class OutputError(FeedbackError):
    """The result cannot be written."""

    code = "output_unwritable"


# -- models -----------------------------------------------------------------------------------------------------------


class ModelNotFoundError(FeedbackError):
    """No model bundle where the setting points, or none at all."""

    code = "model_not_found"


class ModelCorruptError(FeedbackError):
    """A file of the bundle is missing or its hash differs from the manifest."""

    code = "model_corrupt"


# -- store ------------------------------------------------------------------------------------------------------------


class StoreError(FeedbackError):
    """The store cannot be used."""

    code = "store_unavailable"


class StoreNewerError(StoreError):
    """The store was written by a newer version of this software."""

    code = "store_newer"


class StoreOutdatedError(StoreError):
    """The store has an older schema; it must be upgraded first."""

    code = "store_outdated"


class StoreFullError(StoreError):
    """The disk is full; what was committed before is kept."""

    code = "store_full"


class StoreBusyError(StoreError):
    """Another process holds the store's write lock for too long."""

    code = "store_busy"


class NotFoundError(FeedbackError):
    """No such thing under that id."""

    code = "not_found"


class TooFewError(FeedbackError):
    """There is too little data for an answer that means anything."""

    code = "too_few"


# -- requests ---------------------------------------------------------------------------------------------------------


class SettingError(FeedbackError):
    """A setting has a value that cannot be used."""

    code = "setting_invalid"


class OptionError(FeedbackError):
    """An argument has a value that is not one of the valid ones."""

    code = "option_invalid"


class AuthenticationError(FeedbackError):
    """The API key is missing, unknown or revoked."""

    code = "key_invalid"


class ScopeError(FeedbackError):
    """The API key lacks the scope that the request needs."""

    code = "scope_missing"


class IdempotencyError(FeedbackError):
    """The same Idempotency-Key came with another body."""

    code = "idempotency_conflict"


class IdempotencyPendingError(IdempotencyError):
    """The first request with this Idempotency-Key is still being answered."""

    code = "idempotency_pending"


class OverloadedError(FeedbackError):
    """More work is waiting than the process accepts; try again later."""

    code = "overloaded"
