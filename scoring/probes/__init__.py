"""Probes: what only a look at the world shows. Links that answer, files that can be searched, portals that are up."""
