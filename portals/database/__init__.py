"""The way to PostgreSQL: Django's own, with a gate that is shut while the server is away (docs/operations.md)."""
