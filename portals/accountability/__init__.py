"""What citizens ask of an agency, and the time in which it owes them an answer."""
