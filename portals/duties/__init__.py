"""What each tier owes the public, on which basis and by when; what was published for it, and what is missing."""
