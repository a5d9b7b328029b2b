"""Verbs of initiatives and of workshops."""
