"""The course of a month: who assesses, verifies, decides and publishes, by when, and what the clock does."""
