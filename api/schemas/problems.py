"""The body of every error: RFC 9457 problem details."""

from pydantic import BaseModel, Field


class ProblemItem(BaseModel):
    """One thing that is wrong with a request."""

    loc: list[str | int] = Field(description="Where: `body`, `query`, `path` or `header`, then keys and indexes.")
    msg: str = Field(description="What is wrong; never repeats what was sent.")
    code: str = Field(description="Stable name of the reason.")


class Problem(BaseModel):
    """What went wrong and what to do."""

    type: str = Field(description="Stable identifier of the kind of problem.", examples=["/problems/scope_missing"])
    title: str = Field(description="The kind of problem, always the same for one `code`.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened this time, what to do, and the valid options.")
    code: str = Field(description="Stable name of the kind of problem; `docs/api.md` lists all.")
    errors: list[ProblemItem] = Field(default=[], description="What exactly is wrong, where several things can be.")
