"""The desk's pages of royalties."""
