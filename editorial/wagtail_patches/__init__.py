"""What we take of Wagtail that it does not promise to keep: each private name and each patch, in this room only."""
