"""What a portal says of the body behind it: units, people, accounts elsewhere, and when that was last checked."""
