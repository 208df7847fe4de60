"""The file of refused rows beside an input: `FILE.errors.jsonl`, one JSON object a row."""

import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from feedback_ai.schema import RefusedRow
from feedback_ai.services.unwritable import refused_unwritable

STDERR = Path("/dev/stderr")
SUFFIX = ".errors.jsonl"
IN_MEMORY = 1_000_000
"""Characters that are held in memory before a temporary file takes over."""


def errors_path(path: Path) -> Path | None:
    """Where the refused rows of an input are told; None for standard input."""
    return None if str(path) == "-" else path.with_name(f"{path.name}{SUFFIX}")


class ErrorsFile:
    """Collects refused rows; at the end of the block the file is complete, or there is none.

    It is put in place by one rename, so that a reader never sees half of it and a killed process leaves none. If the
    block raises, an earlier file stays as it was. If nothing was refused, an earlier `FILE.errors.jsonl` is removed,
    since it would tell of rows that are no longer wrong; a file of another name is left empty, never removed.

    Attributes:
        path: The file, or a device such as `/dev/stderr`; None to collect nothing.
        written: Rows collected so far.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.written = 0
        self._rows = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by __exit__
            max_size=IN_MEMORY, mode="w+", encoding="utf-8"
        )

    def add(self, row: RefusedRow) -> None:
        """Note a refused row.

        Raises:
            OutputError: If there is no room for it.
        """
        if self.path is None:
            return
        try:
            self._rows.write(row.model_dump_json(exclude_none=True) + "\n")
        except OSError as error:
            raise refused_unwritable(self.path, error) from None
        self.written += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._rows:
            if self.path is None or kind is not None:
                return
            try:
                self._publish(self.path)
            except OSError as failure:
                raise refused_unwritable(self.path, failure) from None

    def _publish(self, path: Path) -> None:
        self._rows.seek(0)
        if path == STDERR:
            # Not opened by name: where it is a redirected file, a second handle would overwrite the first one's words.
            shutil.copyfileobj(self._rows, sys.stderr)
        elif is_device(path):
            with path.open("a", encoding="utf-8") as device:
                shutil.copyfileobj(self._rows, device)
        elif self.written or not path.name.endswith(SUFFIX):
            self._replace(path)
        else:
            path.unlink(missing_ok=True)

    def _replace(self, path: Path) -> None:
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
        try:
            with draft.open("w", encoding="utf-8") as file:
                shutil.copyfileobj(self._rows, file)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def is_device(path: Path) -> bool:
    """Whether a path is written to as it is, never replaced by a rename."""
    # By name too: /dev/stdout looks like a regular file where the shell redirects it, but must never be replaced.
    return path.parent == STDERR.parent or (path.exists() and not path.is_file())
