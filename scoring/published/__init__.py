"""What anybody may read of a month: the cards that a notice made public, as data, and files that prove themselves."""
