"""What portals owe the public, as citizens read it, and which of this floor's contents meet a duty."""
