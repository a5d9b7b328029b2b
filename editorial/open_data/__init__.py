"""Open data: what a portal offers to take away, for people as a page and for machines as a catalogue (DCAT-AP 3)."""
