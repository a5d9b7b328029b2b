"""The pages of social accounts on the desk."""
