"""Answers that were released: their public words, for as long as they are public."""
