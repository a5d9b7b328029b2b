"""What auditors read of scores: months, cards, the trail of acts, evidence as it stood, and dossiers to take away."""
