"""Archives of all that is public."""
