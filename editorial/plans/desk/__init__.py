"""The desk: a portal's plans with their targets, and its promises."""
