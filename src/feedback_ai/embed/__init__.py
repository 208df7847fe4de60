"""One pass of the encoder gives segment and document vectors."""
