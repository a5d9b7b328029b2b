"""The register of official documents: written, published, found by number, in force or not on any day."""
