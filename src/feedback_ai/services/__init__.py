"""One file a use case: rooms and store together in one transaction."""
