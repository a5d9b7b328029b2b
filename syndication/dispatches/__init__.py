"""Sending stories to many portals: whom to, how urgently, by when, and who must have published."""
