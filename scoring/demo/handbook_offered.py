"""After ten mistakes over HTTP, made on all floors, the right page of the handbook stands on the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portals.demo.accounts import Visitor
from portals.demo.organisations import WARD, organisation_standing
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import HttpAnswer, RunningDemo

HEAD, WRITER, PROVINCE = "truongban.vuninh", "bientapvien.vuninh", "truongban.tinh"
OFFER = re.compile(r'class="handbook-offer"[^>]*>.*?href="([^"]+)"', re.DOTALL)


@dataclass(frozen=True)
class SeededMistake:
    """What an account of the demo sends wrongly to the address named `name`, and the page it should be led to.

    `found_at`: the list on which the thing stands that the address is about; None where the address is of the portal.
    """

    account: str
    name: str
    wanted: str
    typed: Mapping[str, str] = field(default_factory=dict)
    of_portal: bool = True
    found_at: tuple[str, str] | None = None


WRONG_SIGN_IN = {"username": "khong-co", "password": "sai"}  # pragma: allowlist secret
MISTAKES = (
    SeededMistake("", "account_login", "dang-nhap", WRONG_SIGN_IN, of_portal=False),
    SeededMistake("", "invitation_code", "loi-moi", {"code": "SAI-MA"}, of_portal=False),
    SeededMistake(HEAD, "board_delegation", "uy-quyen", {"receiver": ""}),
    SeededMistake(HEAD, "board_absence", "vang-mat", {"user": ""}),
    SeededMistake(HEAD, "board_appoint", "nhiem-ky", {"name": ""}),
    SeededMistake(PROVINCE, "boards_upload", "lap-ban-tu-bang", {"act": "check"}, of_portal=False),
    SeededMistake(WRITER, "document_import", "dan-tu-word", {"section": ""}),
    SeededMistake(HEAD, "register_import", "nhap-so-van-ban", {"table": ""}),
    SeededMistake(WRITER, "quick_write", "viet-nhanh", {"title": ""}, of_portal=False),
    SeededMistake(HEAD, "story_return", "tra-lai-bai", {"reason": ""}, found_at=("review_list", r"/duyet/(\d+)/")),
)  # fmt: skip


def handbook_offered(demo: RunningDemo) -> Iterator[Result]:
    ward = organisation_standing().portal_of(WARD, Portal.objects.filter(closed_on=None))
    visitors: dict[str, Visitor] = {}
    faults = []
    for mistake in MISTAKES:
        visitor = visitors.get(mistake.account) or _visitor(demo, mistake.account)
        visitors[mistake.account] = visitor
        offered = _offered_after(visitor, mistake, ward)
        # Findings beside a text have offers of their own, below.
        if offered[:1] != [reverse("handbook_read", args=[mistake.wanted])]:
            faults.append(f"{mistake.name}: {offered[:1]}, not {mistake.wanted}")
    yield Result("handbook_offered", len(MISTAKES) - len(faults), len(MISTAKES), faults)


def _visitor(demo: RunningDemo, account: str) -> Visitor:
    visitor = Visitor(demo)
    if account:
        visitor.sign_in(account)
    return visitor


def _offered_after(visitor: Visitor, mistake: SeededMistake, ward: Portal) -> list[str]:
    """Make the mistake; return where the answer offers to lead."""
    arguments: list[object] = [ward.pk] if mistake.of_portal else []
    form = ""
    if mistake.found_at:
        name, pattern = mistake.found_at
        found = re.search(pattern, visitor.get(reverse(name)).body.decode())
        if found is None:
            return []
        arguments, form = [int(found[1])], found[0]
    address = reverse(mistake.name, args=arguments)
    answer = visitor.fill(form or address, mistake.typed, to=address)
    return list(dict.fromkeys(OFFER.findall(_landed(visitor, answer))))


def _landed(visitor: Visitor, answer: HttpAnswer) -> str:
    """What the person sees in the end."""
    if answer.status == HTTPStatus.FOUND:
        answer = visitor.get(answer.headers["Location"])
    return answer.body.decode()


HANDBOOK = DemoCheck(
    {"handbook_offered": _("Mistakes that lead to the handbook")}, handbook_offered, rank=62
)
