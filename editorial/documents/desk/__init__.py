"""A portal's documents as its board sees them."""
