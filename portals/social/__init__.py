"""Social accounts of portals: whose they are, that this is so, and how many people they reach; posts to them."""
