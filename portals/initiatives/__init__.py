"""Initiatives (sáng kiến): what members of boards propose, who supports it, and what the province answers."""
