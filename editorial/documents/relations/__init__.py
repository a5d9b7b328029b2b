"""How documents stand to each other: entered with their proof, shown both ways, and what follows for their force."""
