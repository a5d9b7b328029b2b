"""What can be followed by mail of what is published, and the public pages of following (docs/alerts.md)."""
