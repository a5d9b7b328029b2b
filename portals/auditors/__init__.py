"""Auditors: people of offices without a portal, who read what was scored under a decision and change nothing."""
