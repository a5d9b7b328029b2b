"""The inbox as it would be if the process kept no statements."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pytest

from portals.inbox import statements


def forget_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with none kept; those of before are back after the test."""
    monkeypatch.setattr(statements, "_kept", WeakKeyDictionary())


def keep_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each statement written anew whenever it is asked for."""
    forget_statements(monkeypatch)
    never = statements._Kept(None, None)
    monkeypatch.setattr(statements, "_learnt", lambda *_args, **_options: never)
