"""What somebody who needs a procedure finds in the demo: from a home page to the answer in three steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from http import HTTPStatus
from itertools import product

from django.utils.translation import gettext_lazy as _

from editorial.procedures.models import Procedure, ProcedureFee
from editorial.procedures.saying import fee_in_words, time_in_words
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo

# The shop owner and the farmer: the life event on the home page, and what they look for in its list.
LOOKED_FOR = {"kinh-doanh": "1.001612", "dat-dai": "1.012817"}
LINKS = re.compile(r'href="([^"#]+)"')
FEE = re.compile(r'class="procedure-fee">(.*?)</dd>', re.DOTALL)
TIME = re.compile(r'class="procedure-time">(.*?)</dd>', re.DOTALL)


def finds_procedures(demo: RunningDemo) -> Iterator[Result]:
    """Ask the province's portal and a commune's as people do: home page, life event, procedure."""
    open_ones = Portal.objects.filter(closed_on=None).select_related("site").order_by("pk")
    hosts = [main_hostname(open_ones.filter(tier=tier)[0]) for tier in ("province", "commune")]
    asked = list(product(hosts, LOOKED_FOR.items()))
    faults = [fault for host, looked_for in asked if (fault := _fault(demo, host, *looked_for))]
    yield Result("procedure_found", len(asked) - len(faults), len(asked), faults)


def _fault(demo: RunningDemo, host: str, event: str, code: str) -> str:
    """Return what is wrong on the way to a procedure; "" where all is right."""
    path = "/"
    for step in (f"su-kien={event}", f"/thu-tuc/{code}/"):
        answer = demo.ask(Address(host, path))
        led = next((one for one in _links(answer.body) if step in one), None)
        if answer.status != HTTPStatus.OK or led is None:
            return f"{host}{path}: {answer.status}, no way to {step}"
        path = led
    answer = demo.ask(Address(host, path))
    told = unescape(answer.body.decode())
    procedure = Procedure.objects.get(code=code, ended_on=None)
    fees = list(ProcedureFee.objects.filter(procedure=procedure).order_by("position"))
    for pattern, words in ((FEE, fee_in_words(fees)), (TIME, time_in_words(procedure))):
        found = pattern.search(told)
        if found is None or found[1].strip().lower() != words.lower():
            return f"{host}{path}: {found[1] if found else answer.status} instead of {words}"
    return ""


def _links(body: bytes) -> Iterator[str]:
    return (unescape(found[1]) for found in LINKS.finditer(body.decode()))


PROCEDURES = DemoCheck(
    {"procedure_found": _("Procedures found in three steps, with fee and time")},
    finds_procedures,
    rank=26,
)
