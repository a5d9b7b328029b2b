"""What visitors meet: the list of a portal, a procedure, the paper to take along, and all centres of the province."""
