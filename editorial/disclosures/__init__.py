"""What an agency owes the public in figures: official sheets, recognised and checked. `docs/disclosures-reading.md`."""
