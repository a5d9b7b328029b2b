"""Changes of units: which portals end, which follow them, and what becomes of all that names a portal."""
