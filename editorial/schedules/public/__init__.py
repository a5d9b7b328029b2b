"""What citizens read of a leaders' week: the section's page, and the calendar feed."""
