"""Personal data that the database, its backups and whoever reads them do not give away (docs/sealing.md)."""
