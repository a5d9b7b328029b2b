"""The watch by the clock. A round may be lost, repeated or killed at any point."""

from __future__ import annotations

from .rounds import look_round


def watch_what_is_public() -> int:
    """Look at what changed, and at the addresses whose turn it is."""
    return look_round()
