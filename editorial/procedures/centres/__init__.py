"""Keeping the centres: each by the board of its own portal."""
