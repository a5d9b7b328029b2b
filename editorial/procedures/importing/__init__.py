"""Bringing in the export of the national catalogue (docs/procedures.md): all of it or nothing."""
