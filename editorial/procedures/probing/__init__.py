"""Whether the addresses on the service portal answer, asked by the clock."""
