"""Forms sent as a browser without script sends them, and what came of them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from portals.accountability.models import CitizenCase
from portals.models import Portal

QUESTION = {
    "subject": "Đèn đường thôn Đông",
    "text": "Đèn đường ở thôn Đông hỏng đã hai tuần, bao giờ được sửa?",
}


def send(portal: Portal, want: str = "cau-hoi", **given: Any) -> Any:
    """POST the form for a want; what is not given is a plain question."""
    return post(portal, f"/gui-cau-hoi/{want}/", {**QUESTION, **given})


def post(portal: Portal, path: str, given: dict[str, Any], **headers: str) -> Any:
    return Client().post(path, given, headers={"host": portal.site.hostname, **headers})


def only_case() -> CitizenCase:
    return CitizenCase.objects.get()
