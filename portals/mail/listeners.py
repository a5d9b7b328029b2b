"""Who is asked before mails of a kind leave, and hears what became of them: registered by the room that writes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from .enums import MailKind, SendingState


class MailListener(Protocol):
    def may_leave(self, mail: UUID, *, now: datetime) -> bool:
        """Whether a mail may be handed over, asked at that moment; what may not is deleted in this transaction."""

    def mails_ended(
        self, mails: Collection[UUID], *, state: SendingState, refused: bool, now: datetime
    ) -> None:
        """Hear in its transaction that mails left, or never will. `refused`: the server said no for good."""

    def mails_came_back(self, mails: Collection[UUID], *, now: datetime) -> None:
        """Hear in its transaction that mails that had left came back: their mailboxes take none."""


_listeners: dict[str, MailListener] = {}


def register(kind: MailKind, listener: MailListener) -> None:
    """Name the listener of a kind; called once, from an app's `ready()`."""
    if kind in _listeners:
        raise ValueError(f"two listeners of mails of the kind {kind}")
    _listeners[kind] = listener


def listener_of(kind: str) -> MailListener | None:
    return _listeners.get(kind)


def tell_ended(
    ended: Mapping[UUID, str], *, state: SendingState, refused: bool, now: datetime
) -> None:
    """Tell each listener of its mails; `ended` has their kinds."""
    for kind in set(ended.values()):
        if listener := listener_of(kind):
            mails = [pk for pk, its_kind in ended.items() if its_kind == kind]
            listener.mails_ended(mails, state=state, refused=refused, now=now)


def tell_came_back(came: Mapping[UUID, str], *, now: datetime) -> None:
    """Tell each listener of its mails; `came` has their kinds."""
    for pk, kind in came.items():
        if listener := listener_of(kind):
            listener.mails_came_back([pk], now=now)
