"""Released answers in public."""
