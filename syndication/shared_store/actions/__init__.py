"""The verbs of stories going up and across. Each asks, checks, changes and logs in one transaction."""
