"""Where a board posts bulletins from a phone, and prints the sheet for its notice boards."""
