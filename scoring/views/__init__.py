"""The pages of scores in the admin."""
