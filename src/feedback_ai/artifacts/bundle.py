"""A model bundle: a manifest with the hash of every file, checked before anything of it is loaded."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from feedback_ai.errors import ModelCorruptError
from feedback_ai.schema import LABELS_VERSION, ModelInfo

MANIFEST = "manifest.json"
TOLD = {MANIFEST, "CARD.md", "metrics.json", "export.json", "training.log"}
"""Files that tell about the bundle; nothing of them is loaded."""


class Manifest(BaseModel):
    """What the bundle is and what it consists of.

    Attributes:
        name: Name of the bundle.
        version: Version of the weights.
        labels: Version of the label set that the heads were trained for.
        files: sha256 (hex) of each file that is loaded, by path relative to the bundle.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    version: str
    labels: str
    files: dict[str, str]


@dataclass(frozen=True)
class Bundle:
    """A verified bundle."""

    directory: Path
    manifest: Manifest

    @property
    def info(self) -> ModelInfo:
        """Name and versions, as every result carries them."""
        return ModelInfo(name=self.manifest.name, version=self.manifest.version, labels=self.manifest.labels)

    def path(self, relative: str) -> Path:
        """A file or directory of the bundle."""
        return self.directory / relative

    def read_json(self, relative: str) -> Any:
        """The content of a JSON file of the bundle."""
        return json.loads(self.path(relative).read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(directory: Path, *, name: str, version: str) -> Manifest:
    """Write the manifest over all files that lie in `directory` now, those that only tell about it left out."""
    loaded = sorted(path for path in directory.rglob("*") if path.is_file() and path.name not in TOLD)
    files = {path.relative_to(directory).as_posix(): sha256_of(path) for path in loaded}
    manifest = Manifest(name=name, version=version, labels=LABELS_VERSION, files=files)
    (directory / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return manifest


def open_bundle(directory: Path) -> Bundle:
    """Read the manifest and verify every file against it.

    Raises:
        ModelCorruptError: If the manifest is unreadable, a file is missing or changed, or the label set is another
            version than this software's.
    """
    hint = "Restore the bundle from a release, or train one with `python -m training`."
    try:
        manifest = Manifest.model_validate_json((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise ModelCorruptError(f"{directory / MANIFEST} cannot be read ({error}).", hint=hint) from error
    if manifest.labels != LABELS_VERSION:
        raise ModelCorruptError(
            f"The bundle {manifest.name} speaks label set {manifest.labels}, this software {LABELS_VERSION}.",
            hint="Use a bundle made for this label set.",
        )
    for relative, expected in manifest.files.items():
        path = directory / relative
        if not path.is_file():
            raise ModelCorruptError(f"{path} is missing.", hint=hint)
        if sha256_of(path) != expected:
            raise ModelCorruptError(f"{path} differs from the manifest (sha256).", hint=hint)
    return Bundle(directory, manifest)
