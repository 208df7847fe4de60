"""Word lists that tell names and addresses from other words."""
