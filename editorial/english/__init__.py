"""A portal in English: its body, units, posts and contacts, named from data so that no board has to write them."""
