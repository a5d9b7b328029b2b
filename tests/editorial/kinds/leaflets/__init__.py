"""A throw-away kind of content: what adding one takes. Installed by `with_leaflets` only."""
