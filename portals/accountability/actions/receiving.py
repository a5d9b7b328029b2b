"""How a request comes in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.clock import local_date
from portals.form_guard import IN_NUMBERS
from portals.models import Portal
from portals.refusals import Refusal

from ..clock.folding import first_clock
from ..clock.sessions import local_minute, moment_of
from ..enums import ONE_OF_MANY, CaseSource, CaseState, CaseStep, TermStep, TextRole
from ..links import code_of_sending, fresh_code, fresh_nonce
from ..lives import Rules, arrival_by, load_rules
from ..models import CitizenCase
from ..recording import CaseHappening, record_event


class UnableToReceive(Refusal):
    """The request cannot be taken as it stands."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sends. Of themselves they say as much as they like.

    Without mail and telephone the receipt alone leads back to it.
    """

    kind: str
    subject: str
    text: str
    person_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    identity: str = ""
    wants_public: bool = False
    about: str = ""
    about_title: str = ""
    about_path: str = ""


@transaction.atomic
def receive_case(
    *,
    portal: Portal,
    sent: Sent,
    source: CaseSource,
    actor: User | None,
    now: datetime,
    held_because: Iterable[str] = (),
    chosen: Portal | None = None,
    rules: Rules | None = None,
    sending: str = "",
    set_days: int | None = None,
) -> CitizenCase:
    """Take a request for `portal`; its clock runs from `now`, looked at or not. `actor` is None for the public form.

    Its receipt is confirmed at once: by the page that the form leads to, or by mail. `chosen` is the agency that the
    person picked who did not know whom to ask: it is handed there, with the clock that runs. `held_because` says why
    the guard of the form wants it looked at first. `rules` may be given where many come in at once. `sending` names one
    showing of a form: the same sent by it again, or twice at once, makes no second request and returns the first one.
    `set_days` says by how many days after this one a council set the day of the answer.

    Raises UnableToReceive for an empty text.
    """
    if not sent.text.strip() or not sent.subject.strip():
        raise UnableToReceive(_("Write what you ask, with a line that says what it is about."))
    code = fresh_code()
    if sending:
        code = code_of_sending(sending, [str(portal.pk), *map(str, astuple(sent))])
        if (first := _sent_before(code, portal, sent)) is not None:
            return first
    rules = rules or load_rules()
    case = CitizenCase(
        portal=portal,
        received_by=portal,
        kind=sent.kind,
        source=source,
        code=code,
        link_nonce=fresh_nonce(),
        subject=sent.subject.strip(),
        text=sent.text.strip(),
        person_name=sent.person_name.strip(),
        email=sent.email.strip(),
        phone=sent.phone.strip(),
        address=sent.address.strip(),
        identity=sent.identity.strip(),
        wants_public=sent.wants_public,
        about=sent.about,
        about_title=sent.about_title,
        about_path=sent.about_path,
        held_because=list(held_because),
        state=CaseState.NEW,
        arrived_at=now,
        governs_since=now,
        set_days=set_days,
        due_at=due_of(portal, sent.kind, TermStep.ANSWER, now, rules, set_days),
        triage_due_at=due_of(portal, sent.kind, TermStep.TRIAGE, now, rules),
    )
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        # The same was sent twice at once, and the other was first.
        if (first := _sent_before(code, portal, sent)) is None:
            raise
        return first
    came = CaseHappening(data=_came_in_numbers(case))
    record_event(case, CaseStep.RECEIVED, actor=actor, now=now, more=came, rules=rules)
    if case.email or source == CaseSource.FORM:
        case.acknowledged_at = now
        record_event(case, CaseStep.ACKNOWLEDGED, actor=None, now=now)
    if chosen is not None and chosen != portal:
        picked = CaseHappening(
            office=chosen, role=TextRole.REASON, text=_("The person chose this agency.")
        )
        record_event(case, CaseStep.HANDED_OVER, actor=None, now=now, more=picked, rules=rules)
    case.save()
    return case


def _came_in_numbers(case: CitizenCase) -> dict[str, bool]:
    """Return what stays of the guard's word once somebody took the request up: no address, no text, only that."""
    return {ONE_OF_MANY: True} if IN_NUMBERS.intersection(case.held_because) else {}


def _sent_before(code: str, portal: Portal, sent: Sent) -> CitizenCase | None:
    """Return what the same sending made, if it has the words: a code opens nothing, and leads to nobody else's."""
    case = CitizenCase.objects.filter(code=code, received_by=portal).first()
    if case is None or (case.subject, case.text) != (sent.subject.strip(), sent.text.strip()):
        return None
    return case


def due_of(
    portal: Portal,
    kind: str,
    step: str,
    now: datetime,
    rules: Rules,
    set_days: int | None = None,
) -> datetime:
    """Return when a step that begins at `now` at an office is due, by the calendar as it is known."""
    term = rules.term(kind, step, local_date(now))
    arrival = arrival_by(local_minute(now), rules.office(portal.pk, now), term, set_days)
    due = first_clock(arrival, rules.known_at(now)).due
    if due is None:
        raise ValueError(term)
    return moment_of(due.at)
