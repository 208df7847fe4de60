"""Finds and verifies model bundles."""
