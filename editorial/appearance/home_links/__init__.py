"""What a board sets on its home page by hand, and the shortcuts that follow from its sections."""
