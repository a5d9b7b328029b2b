"""Drafts on which the public is asked, what people said to them, and what became of it."""
