"""The vocabulary of a story's body."""

from .body import StoryBody

__all__ = ["StoryBody"]
