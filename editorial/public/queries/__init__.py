"""What public pages read. Every list of stories comes from placements, in a number of queries that does not grow."""
