"""Loudspeaker stations."""
