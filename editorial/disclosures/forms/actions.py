"""How the province adds a form of official sheets."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange
from wagtail.log_actions import log

from editorial.disclosures.listing import SECTION_TYPES
from editorial.models import AddedForm, DisclosurePage
from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.models import Tier
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

from .added import DatedForm, dated_form_in, look_alike
from .known import added_form

type Became = Literal["added", "changed", "kept"]


class UnableToLoadForm(Refusal):
    """The form cannot be loaded beside what there is."""


@transaction.atomic
def load_form(*, text: str, name: str, actor: User, now: datetime) -> Became:
    """Load the file of a form (docs/disclosures-reading.md has the format); nothing changes where it has a fault.

    `name` is what the file is called, for its faults. A form of the same code and first day is the same one: loaded
    as it stands it is kept. Its end may change; once sheets were published by it, nothing else. For head and deputy of
    the province. Logged. Raises BadForm with every fault, UnableToLoadForm, NotYourOffice.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(
            _("Forms of official sheets are added by the head and deputies of the province.")
        )
    tiers = frozenset(Tier.objects.values_list("code", flat=True))
    dated = dated_form_in(text, name, sections=SECTION_TYPES, tiers=tiers)
    code, period = dated.form.code, DateRange(dated.starts, dated.ends)
    others = list(AddedForm.objects.select_for_update().order_by("pk"))
    known = next(
        (one for one in others if one.code == code and one.period.lower == dated.starts), None
    )
    if known is not None and known.text == text:
        return "kept"
    for other in others:
        if other is not known and _overlap(other, dated):
            _refuse_beside(other, dated)
    if known is not None and _reads_otherwise(known, dated) and _is_used(code):
        raise UnableToLoadForm(
            _(
                "Sheets of %(code)s were published already, so the form cannot change. Let it end on a day, and load "
                "it again from that day on."
            )
            % {"code": code}
        )
    form = known or AddedForm(code=code)
    form.section, form.period, form.text = dated.section, period, text
    form.loaded_by, form.loaded_at = actor, now
    form.save()
    log(
        instance=form,
        action="editorial.load_form",
        user=actor,
        data={"form": code, "from": dated.starts.isoformat(), "file": name},
    )
    return "added" if known is None else "changed"


def _refuse_beside(other: AddedForm, dated: DatedForm) -> None:
    if other.code == dated.form.code:
        raise UnableToLoadForm(
            _("%(code)s stands already on some of these days. Let that one end first.")
            % {"code": other.code}
        )
    if look_alike(dated.form, added_form(other.text)):
        raise UnableToLoadForm(
            _("%(code)s has the same rows and columns; no sheet could be told apart.")
            % {"code": other.code}
        )


def _overlap(one: AddedForm, dated: DatedForm) -> bool:
    return (one.period.upper is None or dated.starts < one.period.upper) and (
        dated.ends is None or one.period.lower < dated.ends
    )


def _reads_otherwise(known: AddedForm, dated: DatedForm) -> bool:
    return known.section != dated.section or added_form(known.text) != dated.form


def _is_used(code: str) -> bool:
    return DisclosurePage.objects.filter(form=code).exists()
