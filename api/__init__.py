"""HTTP API of Feedback AI."""
