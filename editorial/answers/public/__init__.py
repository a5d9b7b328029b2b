"""What citizens read of answers: lists, one answer, feeds, and where else they are shown."""
