"""Dated promises: proposed by a reader, confirmed by a board, answered when their day has come."""
