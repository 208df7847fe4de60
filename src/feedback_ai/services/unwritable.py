"""Why a file cannot be written, and what to do about it: no folder, no permission, no room are told apart."""

import errno
from pathlib import Path

from feedback_ai.errors import OutputError

MISSING = (errno.ENOENT, errno.ENOTDIR)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
FULL = (errno.ENOSPC, errno.EDQUOT)


def result_unwritable(target: str, error: OSError) -> OutputError:
    """The error of a result that cannot be written.

    Args:
        target: Where it was to go: a path, or words such as "standard output".
        error: What went wrong.
    """
    folder = Path(target).parent
    if error.errno in MISSING and not folder.is_dir():
        return OutputError(
            f"The result cannot be written to {target}: there is no folder {folder}.",
            hint="Make it, or name another file with --output.",
        )
    if error.errno in FORBIDDEN:
        return OutputError(
            f"The result cannot be written to {target}: you may not write there.",
            hint="Have the permission given, or name another file with --output.",
        )
    if error.errno == errno.EISDIR:
        return OutputError(
            f"The result cannot be written to {target}: it is a folder.", hint="Name a file with --output."
        )
    if error.errno in FULL:
        return OutputError(
            f"The result cannot be written to {target}: the disk is full.",
            hint="Make room, or name another file with --output.",
        )
    return OutputError(
        f"The result cannot be written to {target}: {error.strerror}.", hint="Name another file with --output."
    )


def refused_unwritable(path: Path, error: OSError) -> OutputError:
    """The error of refused rows that cannot be written; what they were refused from is done by then."""
    if error.errno in MISSING and not path.parent.is_dir():
        return OutputError(
            f"The refused rows cannot be written to {path}: there is no folder {path.parent}.",
            hint="What was stored is kept; make it, or name another file with --errors, and repeat the command.",
        )
    if error.errno in FORBIDDEN:
        return OutputError(
            f"The refused rows cannot be written to {path}: you may not write there.",
            hint="What was stored is kept; name a file with --errors where you may write, and repeat the command.",
        )
    if error.errno in FULL:
        return OutputError(
            f"The refused rows cannot be written to {path}: the disk is full.",
            hint="What was stored is kept; make room, or name another file with --errors, and repeat the command.",
        )
    return OutputError(
        f"The refused rows cannot be written to {path}: {error.strerror}.",
        hint="What was stored is kept; name another file with --errors, and repeat the command.",
    )
