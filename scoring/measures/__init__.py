"""Facts about all portals at once, each under a code that rubrics name."""
