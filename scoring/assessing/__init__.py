"""What persons add to a month: judgements, words on what the machine proposed, and what never applies."""
