"""Pages of our own on the admin host."""
