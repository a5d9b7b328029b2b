"""The training record: what a person did rightly in real work, courses and who came, and who needs a visit."""
