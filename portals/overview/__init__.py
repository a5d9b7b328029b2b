"""All portals below one on one screen, for its standing editors: what stands badly, and the way to act."""
