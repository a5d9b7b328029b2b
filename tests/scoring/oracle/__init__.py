"""The rules of the sum, written a second time from their words, and compared with the engine."""
