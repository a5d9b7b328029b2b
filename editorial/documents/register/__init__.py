"""The register as readers meet it: listed and narrowed, found by number, taken away as a table."""
