"""A register as a table with files: read whole, checked whole, written whole or not at all."""
