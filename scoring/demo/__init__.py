"""What the demo shows of scoring: boards that did what is asked of them more or less, and three scored months."""
