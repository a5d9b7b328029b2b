"""The verbs of own versions. Each asks, checks, changes and logs in one transaction."""
