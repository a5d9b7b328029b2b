"""The code on a trainer's screen by which persons sign in on the spot: for one session, some minutes, on its day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from portals.clock import local_date

from .models import TrainingSession

# A new code stands on the screen each three minutes. Whoever read one may still have to sign in on their phone.
TURNS_EVERY = timedelta(minutes=3)
TURNS_ACCEPTED = 5
_SALT = "skills.presence"


def presence_code(session: TrainingSession, now: datetime) -> str:
    """The code that the screen of `session` shows at `now`."""
    return _signer().sign(f"{session.pk}-{_turn(now)}")


def session_of_code(code: str, now: datetime) -> int | None:
    """The key of the session that `code` was shown for; None for one that is forged, old, or not yet shown."""
    try:
        session, turn = _signer().unsign(code).split("-")
        age = _turn(now) - int(turn)
        return int(session) if 0 <= age < TURNS_ACCEPTED else None
    except (BadSignature, ValueError):
        return None


def is_today(session: TrainingSession, now: datetime) -> bool:
    """Whether people sign in to `session` now: on its day, unless it was called off."""
    return session.day == local_date(now) and session.called_off_at is None


def _turn(now: datetime) -> int:
    return int(now.timestamp() // TURNS_EVERY.total_seconds())


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
