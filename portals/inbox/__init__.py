"""All that waits for one person, from every floor: a floor registers its source in `ready()` (docs/inbox.md)."""
