"""The boards' side of the admin host: what waits for a person, what they may do there, and the walls between boards."""
