"""The desk's pages of comments on drafts."""
