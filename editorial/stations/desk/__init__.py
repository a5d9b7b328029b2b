"""The desk's pages of a station."""
