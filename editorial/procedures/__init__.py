"""Administrative procedures: one description for the whole province, and where people hand in their papers."""
