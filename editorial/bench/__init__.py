"""What the bench plants and measures of what is published: a province, its stories, and their readers."""
