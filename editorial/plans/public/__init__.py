"""What citizens read: plans with their targets, and promises with what became of them."""
