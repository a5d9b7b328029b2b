"""Quick writing: one page for a phone, from which a text goes to review (docs/quick-write.md)."""
