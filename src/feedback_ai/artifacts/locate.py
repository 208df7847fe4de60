"""Where shipped files are: the checkout, else the data directory of the installation."""

import sysconfig
from pathlib import Path

from feedback_ai.errors import InputNotFoundError, ModelNotFoundError

DEFAULT_BUNDLE = "feedback-bilingual"
"""Name of the bundle that ships."""

_CHECKOUT = Path(__file__).resolve().parents[3]
_INSTALLED = Path(sysconfig.get_path("data")) / "share" / "feedback-ai"


def locate_bundle(setting: Path | None = None) -> Path:
    """Find the directory of the bundle to use.

    Args:
        setting: A directory named by the user; it is used or it fails, never silently replaced.

    Raises:
        ModelNotFoundError: If there is no bundle there.
    """
    shipped = [_CHECKOUT / "models" / DEFAULT_BUNDLE, _INSTALLED / "models" / DEFAULT_BUNDLE]
    candidates = [setting] if setting else shipped
    for candidate in candidates:
        if (candidate / "manifest.json").is_file():
            return candidate
    raise ModelNotFoundError(
        f"No model bundle (a directory with manifest.json) at {' or '.join(map(str, candidates))}.",
        hint="Point FEEDBACK_AI_MODEL at a bundle directory, or reinstall the package with its models.",
    )


def locate_sample() -> Path:
    """Find the directory of the sample feedback.

    Raises:
        InputNotFoundError: If it was not installed.
    """
    for candidate in (_CHECKOUT / "data" / "sample", _INSTALLED / "sample"):
        if candidate.is_dir():
            return candidate
    raise InputNotFoundError("The sample is not installed.", hint="Run the demonstration from a checkout.")
