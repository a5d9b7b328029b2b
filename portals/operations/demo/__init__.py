"""The running demo as its checks see it, and where every floor registers what the demo proves of it."""
