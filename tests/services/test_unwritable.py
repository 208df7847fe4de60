import errno
from pathlib import Path

import pytest

from feedback_ai.schema.messages import error_line
from feedback_ai.services.unwritable import refused_unwritable, result_unwritable


@pytest.mark.parametrize(
    ("number", "told", "hint"),
    [
        (errno.ENOENT, "there is no folder /none", "Make it"),
        (errno.ENOTDIR, "there is no folder /none", "Make it"),
        (errno.EACCES, "you may not write there", "permission"),
        (errno.EROFS, "you may not write there", "permission"),
        (errno.EISDIR, "it is a folder", "Name a file"),
        (errno.ENOSPC, "the disk is full", "Make room"),
        (errno.EIO, "Went wrong", "Name another file"),
    ],
)
def test_no_folder_no_permission_and_no_room_are_told_apart(number: int, told: str, hint: str) -> None:
    error = result_unwritable("/none/out.csv", OSError(number, "Went wrong"))
    assert told in error.what
    assert hint in error.hint
    assert "（" not in error_line(error, "zh"), "all of it has a Chinese form"


@pytest.mark.parametrize(
    ("number", "told", "hint"),
    [
        (errno.ENOENT, "there is no folder /none", "make it"),
        (errno.EACCES, "you may not write there", "where you may write"),
        (errno.ENOSPC, "the disk is full", "make room"),
        (errno.EIO, "Went wrong", "name another file"),
    ],
)
def test_refused_rows_too(number: int, told: str, hint: str) -> None:
    error = refused_unwritable(Path("/none/out.jsonl"), OSError(number, "Went wrong"))
    assert told in error.what
    assert hint in error.hint
    assert "（" not in error_line(error, "zh")
