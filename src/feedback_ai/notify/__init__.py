"""Alerts out: the rules that find them, quiet hours, states, and signed messages to webhooks."""
