"""What the demo proves of stories that travel."""
