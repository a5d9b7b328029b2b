"""The boards' side of the admin host: what waits, what may be done, and the walls between boards."""
