"""How much work a board is asked for: minutes a week, from what was done and from what is owed."""
