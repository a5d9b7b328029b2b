"""Meets visitors on an event loop: nobody who is slow to ask or to read holds a thread (docs/decisions/0011)."""
