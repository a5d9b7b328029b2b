"""The desk's page of the press corner."""
