"""`feedback-ai serve`: the HTTP API."""

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="API processes.", min=1)] = 1,
) -> None:
    """Start the HTTP API; the OpenAPI description is at /openapi.json."""
    import uvicorn

    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store

    # Errors of settings and store are told here, once, rather than by every worker.
    with Store.open(get_settings().store_url) as store:
        typer.echo(f"store: {store.display_url}", err=True)
    # By its import string: the library knows nothing of the API that stands above it.
    uvicorn.run("api.main:create_app", factory=True, host=host, port=port, workers=workers, server_header=False)
