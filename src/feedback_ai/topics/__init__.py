"""Topics of segments: discovery, one assignment path, lasting ids, growth."""
