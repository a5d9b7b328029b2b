"""Why a content has no text. Each names the fault that is written down (`TextFault`)."""

from __future__ import annotations


class Unreadable(Exception):
    """The content cannot be read, and could not be read tomorrow."""

    fault = "damaged"


class Damaged(Unreadable):
    pass


class Locked(Unreadable):
    fault = "locked"


class TooMuch(Unreadable):
    fault = "too_much"
