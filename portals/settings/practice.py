"""What a practice install may not say of itself, whatever its environment holds (docs/practice.md)."""

from __future__ import annotations

import hmac
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portals.ledger.demo import signer

if TYPE_CHECKING:
    from .environment import Environment

# The label before the real install's domain.
LABEL = "tap"
# What keys of practice are made with.
_OWN = b"practice install"


def contradictions(found: Environment) -> list[str]:
    """What does not go together, a line for each."""
    told = []
    if found.practice_of and found.practice_url:
        told.append("PRACTICE_OF and PRACTICE_URL exclude each other; expected one of them.")
    desk = urlsplit(found.practice_of).hostname or ""
    if desk and f"quantri.{found.base_domain.removeprefix(f'{LABEL}.')}" != desk:
        told.append("PRACTICE_OF is not the desk above PORTALS_BASE_DOMAIN; expected that of tap.")
    if desk and not found.base_domain.startswith(f"{LABEL}."):
        told.append(
            f"PORTALS_BASE_DOMAIN of a practice install; expected {LABEL}. and the real one."
        )
    if found.base_domain.startswith(f"{LABEL}.") and not found.practice_of:
        told.append(
            f"PORTALS_BASE_DOMAIN begins with {LABEL}., as that of practice alone; expected PRACTICE_OF with it."
        )
    told += [
        f"{name.upper()} is for a practice install; expected PRACTICE_OF with it."
        for name in ("practice_source_url", "practice_media")
        if getattr(found, name) and not found.practice_of
    ]
    return told + _uploads_of_others(found) if found.practice_of else told


def _uploads_of_others(found: Environment) -> list[str]:
    """Why the uploads could be the real install's: practice deletes what no row of its own names."""
    told = []
    if found.storage_url:
        told.append("STORAGE_URL is not for a practice install; expected MEDIA_ROOT, a folder.")
    if not found.media_root:
        told.append("MEDIA_ROOT of a practice install is not set; expected a folder of its own.")
    elif found.practice_media and _overlap(Path(found.media_root), Path(found.practice_media)):
        told.append(
            "MEDIA_ROOT and PRACTICE_MEDIA lie in one another; expected a folder of practice's own."
        )
    return told


def _overlap(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one.is_relative_to(other) or other.is_relative_to(one)


def without_ways_out(found: Environment) -> Environment:
    """Return the environment without ways out and without keys that anything real was signed by.

    Its own keys are made of SECRET_KEY and SEALING_KEYS in a way that nothing else is: a link, a session, a proof or
    what is sealed on practice is none of the real install even where an operator gave both the same values. An install
    that is no practice stays as it is.
    """
    if not found.practice_of:
        return found
    secret = hmac.new(found.secret_key.encode(), _OWN, "sha512").hexdigest()
    return replace(
        found,
        secret_key=secret,
        sealing_keys=tuple(hmac.digest(key, _OWN, "sha256") for key in found.sealing_keys),
        email_url="nowhere://",
        operator_mail="",
        certificate_key=None,
        certificate_former_keys=[],
        ledger_key=signer(found.base_domain, secret).secret_text,
        sign_on_url="",
        source_system_url="",
        source_system_key="",
        neighbours="",
        social_probes=False,
        social_posting=False,
        facebook_app=("", ""),
        zalo_app=("", ""),
    )
