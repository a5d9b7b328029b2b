"""Plans that are posted: compensation where land is recovered, and what land may be used for."""
