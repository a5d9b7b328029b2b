"""The pages of the training record on the desk."""
