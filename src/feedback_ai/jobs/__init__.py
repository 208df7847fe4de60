"""Where work runs that a request does not wait for."""
