"""Vectors become labels with calibrated probabilities."""
