"""What citizens ask, and the time for an answer."""
