"""What the ledger holds of frozen facts: the hash of each portal's, so that no other facts take their place later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.boards.models import User
from portals.ledger import registry
from portals.ledger.actions import append, commit_to_person
from portals.ledger.fields import (
    Form,
    each,
    is_commitment,
    is_digest,
    is_month,
    is_ordinal,
    is_text,
)
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from scoring.models import MeasuringRun

KIND = "facts"
# Of the 65,535 bytes of an entry; a host name has 253 characters at most.
PORTALS_AN_ENTRY = 160


def faults_of_facts(body: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the values of one entry together (docs/ledger-format.md, section 7)."""
    names = [one["portal"] for one in body["portals"]]
    found = [] if len(set(names)) == len(names) else ["a portal is named twice"]
    if body["part"] > body["parts"]:
        found.append("a part beyond the last")
    again = [name in body for name in ("measure", "reason", "ordered")]
    if any(again) != all(again) or all(again) == (body["run"] == 1):
        found.append(
            "the first measuring has no reason, and each later one has its measure and reason"
        )
    return found


FACTS = registry.LedgerKind(
    name=KIND,
    # Translators: kept as it is: {office}, {month}, {run}, {part}, {parts}
    sentence=_("{office} measured {month} (measuring {run}, part {part} of {parts})."),
    subject="month",
    must={
        "month": is_month,
        "run": is_ordinal,
        "part": is_ordinal,
        "parts": is_ordinal,
        "portals": each(Form({"portal": is_text, "sha256": is_digest}, {})),
    },
    may={"measure": is_text, "reason": is_text, "ordered": is_commitment},
    rule=faults_of_facts,
)


def record_facts(
    *, run: MeasuringRun, hashes: Sequence[tuple[Portal, str]], ordered_by: User | None
) -> None:
    """Write the hashes of a run into the ledger, in its transaction. A query an entry; `hashes` with their sites."""
    province = Portal.objects.filter(tier=INSTALL_TIER).order_by("pk").first()
    parts = list(_parts(hashes)) or [[]]
    for number, part in enumerate(parts, start=1):
        body: dict[str, Any] = {
            "month": f"{run.round.month:%Y-%m}",
            "run": run.number,
            "part": number,
            "parts": len(parts),
            "portals": part,
        }
        if ordered_by is not None:
            body |= {
                "measure": run.measure,
                "reason": run.reason,
                "ordered": commit_to_person(ordered_by),
            }
        append(KIND, body, portal=province, office=province.agency if province else "", at=run.at)


def _parts(hashes: Sequence[tuple[Portal, str]]) -> Iterator[list[dict[str, str]]]:
    for some in batched(hashes, PORTALS_AN_ENTRY):
        yield [{"portal": main_hostname(portal), "sha256": sha256} for portal, sha256 in some]
