"""What is thought of a submission, before it is taken: by the guard of forms, and by what stands in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from editorial.content_scan.judging import trusted_hosts
from editorial.content_scan.threats import Part, threats_in
from portals.form_guard import FormGuard, GuardVerdict

GUARD = FormGuard("hoi", texts=("subject", "text"), mail="email")
# Seen by a person first, as all is; the board is told why.
PLANTED = "planted:"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`held_because` goes with the request; what is refused is not taken."""

    verdict: GuardVerdict
    held_because: tuple[str, ...]


def judge_sent(request: HttpRequest, cleaned: Mapping[str, Any], *, now: datetime) -> Judgement:
    """Judge what is valid and about to be written. A query, and a round trip to the cache."""
    verdict = GUARD.judge(request, cleaned, now=now)
    texts = [value for value in cleaned.values() if isinstance(value, str) and value]
    threats = threats_in([Part("", text) for text in texts], trusted_hosts())
    planted = dict.fromkeys(f"{PLANTED}{threat.kind}" for threat in threats)
    return Judgement(verdict, (*map(str, verdict.reasons), *planted))
