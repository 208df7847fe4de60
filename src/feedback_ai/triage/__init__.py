"""Who has to deal with a complaint."""
