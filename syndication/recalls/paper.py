"""The renderings of a certificate: PDF, and rows for a table. What counts is the signed content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portals.clock import LOCAL_ZONE
from portals.ledger.paper import PART, OnPaper, part_of_sheets
from portals.typeset import typeset

from .signing import Signed, certificate_digest, fingerprint

TEMPLATE = "syndication/recalls/certificate.typ"


def typeset_certificate(
    content: dict[str, Any],
    signed: Signed,
    *,
    at: datetime,
    ledger: tuple[OnPaper, str] | None = None,
) -> bytes:
    """Return the certificate as a PDF, with a checkpoint of the ledger and what is said of it. The same content gives
    the same bytes."""
    on_paper, place = ledger or (None, "")
    told = {
        **(_corrected(content) if "corrected_by" in content else _recalled(content)),
        "head": proof_columns(),
        "rows": list(rows(content)),
        "proof_heading": _("How to verify"),
        "proof": [
            [_("SHA-256 of the content"), certificate_digest(signed.content)],
            [_("Signature (Ed25519)"), signed.signature],
            [_("Public key"), signed.public_key],
            [_("Fingerprint of the key"), fingerprint(signed.public_key)],
        ],
        "how": _(
            "Download the certificate as JSON and run “manage.py verify_certificate FILE”. The signature covers the "
            "JSON's content; this paper shows the same."
        ),
        "page": _("Page"),
        "ledger_heading": _("The ledger when this was issued"),
        "ledger": on_paper.told if on_paper else None,
        "ledger_place": place,
        "ledger_how": _(
            "The code is the signed checkpoint: read it with a telephone, save what it says as a file, and give it "
            "with the files of the ledger to the verifier: verify.py so-cai --checkpoint FILE --key KEY."
        ),
    }
    # The template reads the part in any case.
    files = on_paper.files if on_paper else {PART: part_of_sheets()}
    return typeset(TEMPLATE, told, at=at, files=files)


def _recalled(content: dict[str, Any]) -> dict[str, Any]:
    story, *copies = content["stories"]
    facts = [
        [_("Story"), f"{story['title']} ({story['written_by']})"],
        *([_("Own version"), f"{copy['title']} ({copy['written_by']})"] for copy in copies),
        [_("Recalled by"), content["recalled_by"]],
        [_("Recalled at"), shown_moment(content["recalled_at"])],
        [_("Kind"), content["kind_in_words"]],
        [_("Reason"), content["reason"]],
        [_("Placements ended"), str(content["placements_ended"])],
        [_("Certificate issued"), shown_moment(content["issued_at"])],
    ]
    return {
        "title": _("Recall certificate no. %(number)s") % {"number": content["number"]},
        "agency": content["recalled_by"],
        "intro": _(
            "Each address below was asked over HTTP after the recall, as a visitor would ask, until it answered as "
            "shown."
        ),
        "facts": facts,
    }


def _corrected(content: dict[str, Any]) -> dict[str, Any]:
    (story,) = content["stories"]
    facts = [
        [_("Story"), f"{story['title']} ({story['written_by']})"],
        [pgettext("certificate", "Corrected by"), content["corrected_by"]],
        [_("Corrected at"), shown_moment(content["corrected_at"])],
        [_("Ruling"), content["verdict_in_words"]],
        [_("What was published"), content["wrong"]],
        [_("What is right"), content["right"]],
        *(
            [[_("What stays as it is, and why"), content["remainder"]]]
            if content.get("remainder")
            else []
        ),
        [_("Certificate issued"), shown_moment(content["issued_at"])],
    ]
    number = {"number": content["number"]}
    return {
        "title": _("Certificate of the correction at request no. %(number)s") % number,
        "agency": content["corrected_by"],
        "intro": _(
            "Each address below was asked over HTTP after the correction, as a visitor would ask, until it answered as "
            "shown."
        ),
        "facts": facts,
    }


def proof_columns() -> list[str]:
    return [
        _("Portal"),
        _("What"),
        _("Address"),
        _("HTTP status"),
        _("Found"),
        _("Answered at"),
    ]


def rows(content: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the addresses of a certificate as rows of text, in its order."""
    for one in content["addresses"]:
        yield [
            one["portal"],
            one["what_in_words"],
            one["address"],
            "" if one["status"] is None else str(one["status"]),
            one["found"],
            shown_moment(one["answered_at"]),
        ]


def shown_moment(text: str | None) -> str:
    return (
        datetime.fromisoformat(text).astimezone(LOCAL_ZONE).strftime("%d/%m/%Y %H:%M:%S")
        if text
        else ""
    )
