"""How a portal stands: how old its sections are, who reads its stories, and where they are."""
