"""The application class, which tells in `/openapi.json` what errors really look like."""

from typing import Any, ClassVar

from fastapi import FastAPI

from api.errors import KINDS, MEDIA_TYPE
from api.schemas.problems import Problem

DESCRIPTION = """\
Reads what customers write, in English and Chinese, and labels it: SERVQUAL dimensions, sentiment, root causes,
severity, intent. Every text is redacted before anything else happens to it, and all offsets point into the redacted
`text`, in Unicode code points, end-exclusive.

Every path under `/v1` needs the header `Authorization: Bearer KEY`. Every error is `application/problem+json`.
Every response has an `X-Request-ID`, under which the server's log tells more.
"""

# Errors that routes share, for `problems`.
KEY = ("key_invalid", "scope_missing")
BODY = ("body_malformed", "input_too_large", "media_type_unsupported", "request_invalid")
STORE = ("store_unavailable", "store_busy")
MODEL = ("overloaded", "model_not_found", "model_corrupt")
CHANGE = (*KEY, *BODY, "not_found", "option_invalid", *STORE, "store_full")
"""Of what changes one thing."""
LISTED = (*KEY, "request_invalid", *STORE)
"""Of what lists things."""
ONE = (*KEY, "not_found", "request_invalid", *STORE)
"""Of what answers with one thing."""
FILTERED = (*KEY, "option_invalid", "request_invalid", *STORE)
"""Of what answers a query with filters, such as figures."""


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, for its `responses`.

    Args:
        codes: Keys of `KINDS`.
    """
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        told = by_status.setdefault(KINDS[code].status, {"model": Problem, "description": ""})
        told["description"] += f"{' ' if told['description'] else ''}`{code}`: {KINDS[code].title}"
    return by_status


class Api(FastAPI):
    """FastAPI, whose OpenAPI document gives errors their own media type."""

    _document: ClassVar[dict[str, Any]] = {}

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, built once a process: it tells of the resources, which all applications share."""
        if not Api._document:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    for status, response in operation["responses"].items():
                        # FastAPI gives all responses of a route the media type of its good ones.
                        if status >= "400" and "application/json" in response.get("content", {}):
                            response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
            Api._document = document
        return Api._document
