"""The board's own pages: its rule, its months, and the boards below."""
