"""Which days and hours are worked: the ground of every deadline and of every clock in the score."""
