"""The improvement backlog: items from evidence, priority with its parts, PDCA."""
