"""Writing: the editor's forms, the explorer, a portal's list of stories, and what may be deleted."""
