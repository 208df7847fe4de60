"""Makes the model bundles; never imported by the service."""
