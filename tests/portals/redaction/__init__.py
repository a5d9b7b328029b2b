"""What is found in texts of citizens, and hidden."""
