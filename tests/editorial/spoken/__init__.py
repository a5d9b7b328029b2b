"""Spoken Vietnamese."""
