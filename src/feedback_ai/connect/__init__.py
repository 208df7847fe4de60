"""Trackers out: an item becomes an issue of Jira, GitHub, ServiceNow or a webhook, and its status is read back."""
