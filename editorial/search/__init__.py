"""Finding stories: over placements for the public, Wagtail's index for the admin."""
