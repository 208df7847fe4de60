"""Pages and drawings as answers."""

from starlette.responses import Response

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""They need nothing but their own styles, and nothing in them may run."""


def inert(content: str, media_type: str) -> Response:
    """An answer that a browser may show, and that loads and runs nothing."""
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=media_type, headers=headers)
