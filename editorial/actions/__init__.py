"""The verbs of editorial work. Each checks, changes, logs, in one transaction."""
