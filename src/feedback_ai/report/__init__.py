"""The voice-of-customer report and the charts that it shares with the page."""
