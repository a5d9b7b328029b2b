"""The one log of everything that people did: read by the province and by each board, altered by nobody."""
