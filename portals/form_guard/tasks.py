"""The task that a browser solves while somebody writes (ALTCHA, proof of work v2), and the time of rendering.

Both are signed with keys derived from SECRET_KEY, and good for one form on one host.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from altcha import Payload, create_challenge, verify_solution
from django.core import signing
from django.utils.crypto import salted_hmac

from .verdicts import GuardReason

ALGORITHM = "PBKDF2/SHA-256"
# The browser tries so many numbers, each so many rounds: about a second on a desk, three on a cheap phone.
COST = 4000
FEWEST_TRIES, MOST_TRIES = 100, 300
LIFE = timedelta(hours=3)
LONGEST_ANSWER = 4000
# A form that was left open over night is sent all the same.
OLDEST_MOMENT = timedelta(hours=24)
MOMENT = "portals.form_guard.moment"


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """What is to be thought of an answer to a task: what is wrong, or by which name it is remembered and until when."""

    wrong: GuardReason | None
    name: str = ""
    expires_at: int = 0


def _key(purpose: str) -> bytes:
    return salted_hmac(f"portals.form_guard.{purpose}", "", algorithm="sha256").digest()


def new_task(form: str, *, now: datetime, cost: int = COST) -> str:
    """Return a new task for `form` (its name and host) as JSON. Takes as long as one try: some milliseconds."""
    challenge = create_challenge(
        ALGORITHM,
        cost,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        expires_at=now + LIFE,
        data={"form": form},
        hmac_secret=_key("task"),
        hmac_key_secret=_key("solution"),
    )
    return json.dumps(challenge.to_dict(), separators=(",", ":"))


def read_answer(text: str, form: str, *, now: datetime) -> TaskAnswer:
    """Judge what the browser sent. Whether it was used before, only the cache knows."""
    if not text:
        return TaskAnswer(GuardReason.NO_SCRIPT)
    try:
        payload = Payload.from_dict(json.loads(base64.b64decode(text[:LONGEST_ANSWER])))
        asked = payload.challenge.parameters
        expires_at = int(asked.expires_at or 0)
        its_form = (asked.data or {}).get("form")
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return TaskAnswer(GuardReason.FORGED)
    found = verify_solution(payload, _key("task"), hmac_key_secret=_key("solution"))
    if found.expired or (found.verified and expires_at <= now.timestamp()):
        return TaskAnswer(GuardReason.EXPIRED)
    if found.invalid_signature or its_form != form:
        return TaskAnswer(GuardReason.FORGED)
    if not found.verified:
        return TaskAnswer(GuardReason.UNSOLVED)
    return TaskAnswer(None, str(payload.challenge.signature), expires_at)


def new_moment(form: str, *, now: datetime) -> str:
    """Return the signed time at which the form was shown, with the name of this one showing."""
    name = secrets.token_hex(8)
    return signing.Signer(salt=MOMENT).sign_object([form, int(now.timestamp() * 1000), name])


def moment_age(moment: str, form: str, *, now: datetime) -> timedelta | None:
    """Return how long ago the form was shown; None where nobody knows, or it is longer than OLDEST_MOMENT."""
    its_form, at, _name = _read_moment(moment)
    age = timedelta(milliseconds=int(now.timestamp() * 1000) - at)
    return age if its_form == form and age <= OLDEST_MOMENT else None


def showing_of(moment: str, form: str) -> str:
    """Return the name of the showing of the form, however long ago it was; empty where nobody knows."""
    its_form, _at, name = _read_moment(moment)
    return name if its_form == form else ""


def _read_moment(moment: str) -> tuple[str, int, str]:
    try:
        form, at, name = signing.Signer(salt=MOMENT).unsign_object(moment)
    except (signing.BadSignature, ValueError, TypeError):
        return "", 0, ""
    return form, at, name
