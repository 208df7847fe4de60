"""Where results go: a file that is complete or not there, or standard output."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from feedback_ai.errors import OptionError
from feedback_ai.services.errors_file import is_device
from feedback_ai.services.unwritable import result_unwritable


def check_distinct(**paths: str | Path | None) -> None:
    """Make sure that no file is named for two things, so that none overwrites another.

    Args:
        paths: Path by option; None and `-` are no files.

    Raises:
        OptionError: If two options name the same file.
    """
    seen: dict[Path, str] = {}
    for option, path in paths.items():
        if path is None or str(path) == "-" or is_device(Path(path)):
            continue
        resolved = Path(path).resolve()
        if resolved in seen:
            raise OptionError(f"{seen[resolved]} and {option} are the same file, {path}.", hint="Name another file.")
        seen[resolved] = option


@contextmanager
def open_output(target: str) -> Iterator[IO[bytes]]:
    """A binary stream to a file, or to standard output for `-`.

    A file is written under another name and put in place by one rename, so a failed run leaves the old one as it was.

    Raises:
        OutputError: If it cannot be written.
    """
    if target == "-":
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # The reader went away (`| head`): no error of ours. The interpreter must not flush again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            raise result_unwritable("standard output", error) from None
        return
    path = Path(target)
    device = is_device(path)
    draft = path if device else path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with draft.open("ab" if device else "wb") as stream:
            yield stream
        if not device:
            draft.replace(path)
    except OSError as error:
        raise result_unwritable(target, error) from None
    finally:
        if not device:
            draft.unlink(missing_ok=True)
