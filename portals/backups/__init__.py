"""Backups of an install, and copies restored from them, which stay quiet until a person confirms (docs/backup.md)."""
