"""Land: prices by street and position, and what takes land or plans its use: who is told, how much, until when."""
