from pathlib import Path

import pytest

from feedback_ai.errors import OutputError
from feedback_ai.services.output import open_output


def test_a_file_is_complete_or_as_it_was(tmp_path):
    file = tmp_path / "out"
    file.write_bytes(b"old")
    with pytest.raises(RuntimeError), open_output(str(file)) as stream:  # noqa: PT012
        stream.write(b"half of it")
        raise RuntimeError
    assert file.read_bytes() == b"old"
    with open_output(str(file)) as stream:
        stream.write(b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out", b"new")]


def test_a_device_is_written_to_never_replaced():
    before = Path("/dev/null").stat()
    with open_output("/dev/null") as stream:
        stream.write(b"gone")
    assert Path("/dev/null").stat().st_ino == before.st_ino
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("target", "why"), [("/dev/full", "full"), ("{}/no/such/out", "no folder"), ("{}", "it is a folder")]
)
def test_what_cannot_be_written_is_told(tmp_path, target, why):
    with pytest.raises(OutputError) as caught, open_output(target.format(tmp_path)) as stream:
        stream.write(b"x" * 100_000)
    assert why in caught.value.what
    assert "--output" in caught.value.hint
