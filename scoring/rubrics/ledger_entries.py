"""What the ledger holds of rubrics: which one was adopted, by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.ledger import registry
from portals.ledger.actions import append, commit_to_person
from portals.ledger.canonical import Value, encode, normalised
from portals.ledger.fields import is_commitment, is_digest, is_month, is_ordinal, is_text
from portals.models import Portal
from scoring.models import Rubric

from .spec import RubricSpec

RUBRIC = registry.LedgerKind(
    name="rubric",
    # Translators: kept as it is: {office}, {version}, {code}, {from}
    sentence=_("{office} adopted version {version} of the rubric “{code}”, in force from {from}."),
    subject="code",
    must={
        "code": is_text,
        "version": is_ordinal,
        "from": is_month,
        "sha256": is_digest,
        "adopted": is_commitment,
    },
)


def record_adoption(
    *, rubric: Rubric, spec: RubricSpec, portal: Portal, actor: User, now: datetime
) -> None:
    """Write into the ledger that this version came into force, in the transaction of its adoption."""
    append(
        "rubric",
        {
            "code": rubric.tier_id,
            "version": rubric.version,
            "from": f"{rubric.starts_on:%Y-%m}",
            "sha256": rubric_hash(spec),
            "adopted": commit_to_person(actor),
        },
        portal=portal,
        office=portal.agency,
        at=now,
    )


def rubric_hash(spec: RubricSpec) -> str:
    """Return the hash of a rubric's canonical JSON: numbers with a fraction as text, what is unknown left out."""
    return sha256(encode(normalised(_plain(asdict(spec))))).hexdigest()


def _plain(value: Any) -> Value:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        # Without the zeros that a column of two places adds.
        return f"{value.normalize():f}"
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return value
