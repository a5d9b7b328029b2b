"""How a portal is read: the pages of numbers for its board, and for whoever is above it."""
