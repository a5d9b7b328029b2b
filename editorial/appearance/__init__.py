"""How a portal looks: its palette, the blocks of its home page, and the links that it offers there."""
