"""What the ledger holds of stories: published, corrected and withdrawn, with the hash of the text that readers saw."""
