"""The leaders' week: filled in by a board, published by one button, and changed in sight of everybody from then on."""
