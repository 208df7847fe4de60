"""Where the bytes come from: a file, a pipe or standard input, unpacked where they are gzipped."""

import gzip
import io
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Protocol, TextIO, cast

from feedback_ai.errors import InputError, InputFormatError, InputNotFoundError, InputTooLargeError
from feedback_ai.ingest.encoding import ON_ERROR, detect_encoding, validate_encoding
from feedback_ai.ingest.limits import CHECK_BYTES, HEAD_BYTES, MAX_WORKBOOK_BYTES

_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK_BYTES = 256 * 1024


class _Bytes(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class Source:
    """One input.

    Attributes:
        name: The file's name as messages show it.
        stem: Its name without folder and endings, for ids.
        suffix: Its last ending in lower case, `.gz` not counted; empty for standard input.
        is_pipe: Whether it can be read only once.
        is_gzip: Whether it is packed.
        head: Its first unpacked bytes, at most `HEAD_BYTES`.
        encoding: Encoding of its text; empty until `choose_encoding`.
    """

    def __init__(self, name: str, stream: IO[bytes], path: Path | None = None) -> None:
        """Take over an open stream.

        Args:
            name: The file's name.
            stream: The packed or plain bytes, from their start; buffered.
            path: The regular file that it reads, which can be opened again; None for a pipe.
        """
        self.name = name
        bare = PurePath(name[:-3] if name.lower().endswith(".gz") else name)
        self.stem, self.suffix = bare.stem, bare.suffix.lower()
        self.encoding = ""
        self._path = path
        self._stream = stream
        self.is_pipe = path is None
        self.is_gzip, plain = _unpack(cast("_Bytes", stream))
        self.head = _read_up_to(plain, HEAD_BYTES)
        self._plain = io.BufferedReader(_Replay(self.head, plain), _CHUNK_BYTES)

    def choose_encoding(self, wanted: str | None) -> None:
        """Set the encoding: the one that is wanted, else the one that the bytes are in.

        Raises:
            InputEncodingError: If the wanted one is unknown, or the bytes are in none that is recognised.
        """
        if wanted:
            self.encoding = validate_encoding(wanted, self.head)
        else:
            self.encoding = detect_encoding(self._chunks, self.name)

    def head_text(self) -> str:
        """The head as text, without a last character that was cut."""
        return self.head.decode(self.encoding, "ignore")

    @contextmanager
    def text(self, newline: str | None) -> Iterator[TextIO]:
        """The text from its start; can be opened once. Undecodable bytes become `encoding.UNDECODABLE`."""
        with io.TextIOWrapper(self._plain, self.encoding, ON_ERROR, newline) as text:
            yield text

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """The bytes as a file in which one can go back; a pipe is copied to the disk first.

        Raises:
            InputTooLargeError: If a pipe has more than `MAX_WORKBOOK_BYTES`.
        """
        if self._path is not None:
            self._stream.seek(0)
            yield self._stream
            return
        with tempfile.TemporaryFile() as copy:
            while chunk := self._plain.read(_CHUNK_BYTES):
                copy.write(chunk)
                if copy.tell() > MAX_WORKBOOK_BYTES:
                    raise InputTooLargeError(
                        f"{self.name} has more than {MAX_WORKBOOK_BYTES} bytes.",
                        hint="Save the table as CSV, which is read in a stream.",
                    )
            copy.seek(0)
            yield copy

    def close(self) -> None:
        """Close the file; reading after it is an error. Standard input stays open."""
        if self._stream is not sys.stdin.buffer:
            self._stream.close()

    def _chunks(self) -> Iterator[bytes]:
        """The unpacked bytes that the encoding is judged by: the start of a file, the head of a pipe."""
        if self._path is None:
            yield self.head
            return
        with self._path.open("rb") as stream:
            _, plain = _unpack(stream)
            left = CHECK_BYTES
            while left > 0 and (chunk := _read(plain, min(left, _CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk


def open_source(path: Path | str) -> Source:
    """Open a file, or standard input for `-`.

    Raises:
        InputNotFoundError: If there is no such file.
        InputError: If it is a directory, or may not be read.
        InputFormatError: If it is gzipped and damaged at its start.
    """
    if str(path) == "-":
        return Source("stdin", sys.stdin.buffer)
    path = Path(path)
    try:
        if path.is_dir():
            raise InputError(f"{path} is a directory.", hint="Name one of its files.")
        stream = path.open("rb")
    except FileNotFoundError:
        raise InputNotFoundError(
            f"There is no file {path}.", hint="Check the path; `-` reads standard input."
        ) from None
    except PermissionError:
        raise InputError(f"{path} may not be read.", hint="Ask for the right to read it, or copy it.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise InputError(f"{path} cannot be opened: {error}.", hint="Check the path and the disk.") from None
    try:
        return Source(path.name, stream, path if path.is_file() else None)
    except BaseException:
        stream.close()
        raise


class _Replay(io.RawIOBase):
    """Bytes that were read ahead, then the rest of their stream; damage in a gzip stream becomes our error."""

    def __init__(self, head: bytes, rest: _Bytes) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        chunk = self._head[: len(buffer)] or _read(self._rest, len(buffer))
        buffer[: len(chunk)] = chunk
        self._head = self._head[len(chunk) :]
        return len(chunk)


def _unpack(stream: _Bytes) -> tuple[bool, _Bytes]:
    """Whether the stream is gzipped, and its plain bytes."""
    magic = _read_up_to(stream, len(_GZIP_MAGIC))
    whole = io.BufferedReader(_Replay(magic, stream), _CHUNK_BYTES)
    if magic != _GZIP_MAGIC:
        return False, whole
    return True, gzip.GzipFile(fileobj=whole)


def _read_up_to(stream: _Bytes, size: int) -> bytes:
    parts = b""
    while len(parts) < size and (chunk := _read(stream, size - len(parts))):
        parts += chunk
    return parts


def _read(stream: _Bytes, size: int) -> bytes:
    """What is there, at most `size` bytes: a slow pipe is not waited for longer than it must."""
    try:
        return stream.read1(size)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputFormatError(
            "The gzip file is damaged or was cut off.", hint="Fetch or pack it again; `gzip -t` checks it."
        ) from None
