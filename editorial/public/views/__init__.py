"""What the public sees of a portal."""
