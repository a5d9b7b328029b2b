"""What follows from Wagtail's own signals. Each receiver makes one call."""
