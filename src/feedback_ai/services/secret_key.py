"""The key of the hash of customer ids: set by the environment, or made once and kept in a file."""

import os
import secrets
import tempfile
from pathlib import Path

from feedback_ai.errors import SettingError
from feedback_ai.settings import Settings

FILE_NAME = "secret.key"
KEY_BYTES = 32


def secret_key(settings: Settings) -> bytes:
    """The key in use; the first call without FEEDBACK_AI_SECRET_KEY makes the file under the home directory.

    Raises:
        SettingError: If the file can be neither read nor made.
    """
    return find_secret_key(settings) or _make(settings.home / FILE_NAME)


def find_secret_key(settings: Settings) -> bytes | None:
    """The key in use; None, and nothing made, where there is none yet.

    Raises:
        SettingError: If the file is there but cannot be read.
    """
    if settings.secret_key is not None:
        return settings.secret_key.encode()
    file = settings.home / FILE_NAME
    try:
        return file.read_bytes().strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(file, error) from None


def _make(file: Path) -> bytes:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole under another name (mkstemp makes it mode 0600), then linked: of several processes the first
        # to link wins, and nobody ever reads half a key.
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=FILE_NAME)
        try:
            with os.fdopen(handle, "w") as stream:
                stream.write(secrets.token_hex(KEY_BYTES))
                stream.flush()
                os.fsync(handle)
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
        return file.read_bytes().strip()
    except OSError as error:
        raise _unusable(file, error) from None


def _unusable(file: Path, error: OSError) -> SettingError:
    return SettingError(
        f"The secret key {file} cannot be used: {error.strerror}.",
        hint="Make its directory yours to write, or set FEEDBACK_AI_SECRET_KEY.",
    )
