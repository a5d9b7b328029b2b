"""What can be done with a request, each a verb: by the person who asks, by the board that owes the answer."""
