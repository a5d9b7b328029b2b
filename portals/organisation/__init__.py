"""What a portal says of the body behind it: units, people to reach, accounts elsewhere, and when it was last checked."""
