"""What the bench measures of scoring."""
