"""Vectors become labels with calibrated probabilities."""

from feedback_ai.classify.classifier import Classifier, DocumentLabels, opinions

__all__ = ["Classifier", "DocumentLabels", "opinions"]
