"""The voice-of-customer report."""
