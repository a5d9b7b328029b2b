"""Loudspeaker stations: what they air by which schedule, what of it stands on the portal, and what still has to."""
