"""What the bench plants and measures of stories that travel."""
