"""Feedback AI: what customers write, read by service-quality models, offline."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer

__version__ = "0.1.0"
__all__ = ["Analyzer", "__version__"]


def __getattr__(name: str) -> Any:
    # Analyzer pulls the model libraries; importing the package alone must stay cheap.
    if name == "Analyzer":
        from feedback_ai.analyzer import Analyzer

        return Analyzer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
