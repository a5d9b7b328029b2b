"""What pages of the desk are made of: the portal in hand, whose things are whose, lists, forms, tables to take away."""
