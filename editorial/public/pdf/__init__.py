"""A story as a PDF to keep: tagged, searchable, in Vietnamese type."""
