"""Proof that the database holds what every floor relies on, and the names of what it does not."""
