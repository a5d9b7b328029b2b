"""An uploaded sheet becomes rows of a form, or faults named by cell. Pure. `docs/disclosures-reading.md`."""
