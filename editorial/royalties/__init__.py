"""Royalties (nhuận bút): what the authors of a portal are paid for what it published, month by month."""
