"""All that is public, as plain files: to browse and search off line, proven by the ledger (docs/archive.md)."""
