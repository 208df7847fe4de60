"""Text becomes segments that cover it."""
