"""Leaving and coming: one portal written whole as an archive that a stranger can read, and taken in elsewhere."""
