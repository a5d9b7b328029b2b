"""What readers missed on a page: a few words without a name, for the portal's own board and nobody else."""
