"""`feedback-ai serve`: the HTTP API and the overview page."""

import os
from typing import Annotated

import typer

WITHOUT_PAGE = "FEEDBACK_AI_DASHBOARD"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[
        int, typer.Option(help="API processes; with more than one there is no overview page.", min=1)
    ] = 1,
) -> None:
    """Start the HTTP API and the overview page; the OpenAPI description is at /openapi.json."""
    import uvicorn

    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    settings = get_settings()
    # Errors of settings and store are told here, once, rather than by every worker.
    with Store.open(settings.store_url) as store:
        typer.echo(f"store: {store.display_url}", err=True)
    typer.echo(_page(settings.dashboard, host, port, workers), err=True)
    if workers > 1:
        os.environ[WITHOUT_PAGE] = "false"  # the workers read it; the page keeps its state in one process
    # By its import string: the library knows nothing of the API that stands above it.
    uvicorn.run("api.main:create_app", factory=True, host=host, port=port, workers=workers, server_header=False)


def _page(wanted: bool, host: str, port: int, workers: int) -> str:
    """Where the overview page is, or why there is none."""
    if not wanted:
        return f"page: none, since {WITHOUT_PAGE} is false"
    if workers > 1:
        return (
            "page: none, since it needs a single process; for the page, start another `feedback-ai serve` with one "
            "worker and a port of its own on the same store"
        )
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return f"page: http://127.0.0.1:{port}/ (opens on this machine only; the API is open to others)"
    if host not in {"127.0.0.1", "localhost", "::1"}:
        return f"page: none, since it opens on this machine only and {host} is another address; leave out --host"
    return f"page: http://{f'[{host}]' if ':' in host else host}:{port}/"
