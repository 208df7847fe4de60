"""Figures from labels: SERVQUAL scores, causes, periods, the customer's journey."""
