"""Placing what was sent, in slices, under locks that a recall respects."""
