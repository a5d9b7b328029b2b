"""Stories that a board offers upwards."""
