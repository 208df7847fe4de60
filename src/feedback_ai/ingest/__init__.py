"""Files become records: readers, profiles and column guessing."""
