"""From a file to a page: a sheet is sent, shown as it was read, and becomes a draft or a correction."""
