"""The desk's pages about duties: a board's own, an overseer's, and the list itself."""
