"""Each correction that a board of the demo ruled stands wherever the text stands: asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from editorial.contested.finding import contested_story_id
from editorial.models import Placement
from portals.accountability.models import CorrectionRuling
from portals.addresses import main_hostname
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo


def corrections_stand(demo: RunningDemo) -> Iterator[Result]:
    """Count the addresses of corrected texts, and name those that do not tell what was wrong and what is right."""
    told: dict[Address, CorrectionRuling] = {}
    for ruling in CorrectionRuling.objects.select_related("case"):
        standing = Placement.objects.standing().filter(story=contested_story_id(ruling.case.about))
        for one in standing.select_related("story", "section", "portal__site"):
            told[Address(main_hostname(one.portal), one.path)] = ruling

    def fault_of(address: Address) -> str:
        answer, ruling = demo.ask(address), told[address]
        if answer.status != HTTPStatus.OK:
            return f"{address}: {answer.status}"
        shown = unescape(answer.body.decode())
        is_told = ruling.wrong in shown and ruling.right in shown and str(ruling.case_id) in shown
        return "" if is_told else f"{address}: without correction {ruling.case_id}"

    faults = [fault for fault in demo.ask_all(told, fault_of) if fault]
    yield Result("corrections_standing", len(told) - len(faults), len(told), faults)


CORRECTIONS_STANDING = DemoCheck(
    {"corrections_standing": _("Corrections at each address of their text")},
    corrections_stand,
    rank=46,
)
