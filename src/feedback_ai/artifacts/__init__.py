"""Finds and verifies the model bundles under `models/`."""

from feedback_ai.artifacts.bundle import Bundle, Manifest, open_bundle, write_manifest
from feedback_ai.artifacts.locate import locate_bundle, locate_sample

__all__ = ["Bundle", "Manifest", "locate_bundle", "locate_sample", "open_bundle", "write_manifest"]
