"""Signals that nobody hears for a while."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.dispatch import Signal


@contextmanager
def unheard(signals: Sequence[Signal]) -> Iterator[None]:
    """Let nobody hear the signals in the block. For measuring the framework without what follows from it here.

    Disconnecting asks for each receiver's uid and sender, which a signal does not tell; a public way to list its
    receivers would replace this.
    """
    heard = [signal.receivers for signal in signals]
    try:
        for signal in signals:
            _hear(signal, [])
        yield
    finally:
        for signal, receivers in zip(signals, heard, strict=True):
            _hear(signal, receivers)


def _hear(signal: Any, receivers: list[Any]) -> None:
    signal.receivers = receivers
    signal.sender_receivers_cache.clear()
