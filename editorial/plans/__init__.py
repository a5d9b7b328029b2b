"""What an agency says it will do: plans with targets, and dated promises that somebody answers for."""
