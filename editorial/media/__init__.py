"""Files and pictures of portals: their examination, and which pages use them."""
