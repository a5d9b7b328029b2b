"""Settings of a developer's machine and of the demo."""

from .base import *  # noqa: F403

DEBUG = True
