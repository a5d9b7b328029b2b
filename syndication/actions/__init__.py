"""The verbs of stories that travel. Each asks, checks, changes and logs in one transaction."""
