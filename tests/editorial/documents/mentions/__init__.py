"""Sentences with marked mentions of documents, and how well a finder finds them. README.md says what a mention is."""
