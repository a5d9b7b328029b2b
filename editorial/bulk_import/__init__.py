"""Many stories at once, with their dates: for the demo, for what comes from an older system, for documents."""
