"""Stories in the public read API, and its page for people; further kinds are added in the rooms that know them."""
