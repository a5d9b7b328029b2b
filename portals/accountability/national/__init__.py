"""Beside the national system: what is given over to it, what stays here of that, and how it stands there."""
