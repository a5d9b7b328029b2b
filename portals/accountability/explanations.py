"""Calls for an explanation (giải trình), which have a regime of their own: Decree 59/2019, chapter II; provisional.

Who is directly affected may call. The agency accepts the call by a notice, or names an exclusion; then it explains in
writing, and says there what the decree asks for.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from portals.refusals import Refusal

from .enums import CaseKind, CaseStep
from .models import CitizenCase


class NotExplained(Refusal):
    """The call was not accepted yet, or the answer lacks what an explanation says."""


def parts_of_explanation() -> list[str]:
    """Return the headings under which an explanation says what it must, in their order."""
    return [
        _("Who called, and for what:"),
        _("Legal grounds of the decision or act:"),
        _("The explanation:"),
    ]


def waits_for_acceptance(case: CitizenCase) -> bool:
    """Whether a call for an explanation was not accepted by the agency that is in charge now. One query."""
    if case.kind != CaseKind.EXPLANATION:
        return False
    return not case.events.filter(step=CaseStep.ACCEPTED, portal=case.portal_id).exists()


def must_be_accepted(case: CitizenCase) -> None:
    """Raise NotExplained as long as the person has no notice that their call was accepted."""
    if waits_for_acceptance(case):
        raise NotExplained(
            _("Accept the call for an explanation first: the person gets a notice of it.")
        )


def must_say_all(case: CitizenCase, text: str) -> None:
    """Raise NotExplained for an explanation without one of its parts, or with nothing below its heading."""
    if case.kind != CaseKind.EXPLANATION:
        return
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    headings = parts_of_explanation()
    for heading in headings:
        at = lines.index(heading) if heading in lines else len(lines)
        if at + 1 >= len(lines) or lines[at + 1] in headings:
            raise NotExplained(
                _("An explanation also has to say, below a line of its own: %(part)s")
                % {"part": heading}
            )
