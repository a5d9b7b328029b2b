"""The desk: the list of procedures, an export of the catalogue, and the board's own centre."""
