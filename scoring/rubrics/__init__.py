"""Rubrics as data: what they say, whether they hold together, how they are stored and carried in files."""
