"""The running month: what it would give if it ended now, and what is worth mending before it does."""
