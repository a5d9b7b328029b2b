"""How a rubric comes into force: one person draws it up, another adopts it, for a month that has not begun."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import PortalDocument
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier, portal_of_post_in_tier
from portals.clock import local_date
from portals.models import Portal, Tier
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.models import Rubric
from scoring.periods import Month

from .checks import check_rubric, overlaps_of
from .ledger_entries import record_adoption
from .spec import RubricSpec
from .storage import next_version, read_specs, write_content

PDF = b"%PDF-"


class UnableToAdopt(Refusal):
    """The rubric cannot come into force as it stands."""


def draw_up(
    *, spec: RubricSpec, starts_on: date, actor: User, now: datetime, rubric: Rubric | None = None
) -> Rubric:
    """Store `spec` as the next version of its tier's rubric, or in place of a version not yet adopted.

    A draft may be faulty, save for steps or bands that overlap; adopting it is what asks for no fault at all.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(_("Rubrics are drawn up by the standing editors of the province."))
    if not Tier.objects.filter(pk=spec.tier).exists():
        raise UnableToAdopt(_("There is no tier %(tier)s.") % {"tier": spec.tier})
    groups = {group.code for group in spec.groups}
    if strange := [one.code for one in spec.criteria if one.group not in groups]:
        raise UnableToAdopt(
            _("These criteria belong to no group: %(codes)s.") % {"codes": ", ".join(strange)}
        )
    if overlaps := overlaps_of(spec):
        raise UnableToAdopt(" ".join(overlaps))
    with transaction.atomic():
        if rubric is None:
            rubric = Rubric(tier_id=spec.tier, version=next_version(spec.tier))
        else:
            rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
        _must_be_open(rubric)
        rubric.title = spec.title
        rubric.starts_on = Month.of(starts_on).first
        rubric.bonus_limit = spec.bonus_limit
        rubric.penalty_limit = spec.penalty_limit
        if rubric.pk is None:
            rubric.drawn_up_by = actor
        rubric.save()
        rubric.authors.add(actor)
        write_content(rubric, spec)
        log(instance=rubric, action="scoring.draw_up", user=actor, data={"tier": spec.tier})
    return rubric


def adopt(
    *,
    rubric: Rubric,
    decision_number: str,
    decided_on: date,
    signer: str,
    decision_file: File[bytes],
    actor: User,
    now: datetime,
) -> Rubric:
    """Put `rubric` into force from the month it names, by a decision. The actor wrote no part of it.

    `decision_file`, a PDF, is kept among the files of the province.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("A head or deputy of the province's board adopts a rubric."))
    with transaction.atomic():
        rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
        _must_be_open(rubric)
        _must_fit(rubric, decision_number, signer, actor, now)
        rubric.decision_number = decision_number.strip()
        rubric.decided_on = decided_on
        rubric.signer = signer.strip()
        province = portal_of_post_in_tier(actor, INSTALL_TIER, now, APPROVERS)
        rubric.decision_file = _keep(decision_file, rubric, province, actor)
        rubric.adopted_by = actor
        rubric.adopted_at = now
        rubric.save()
        spec = read_specs([rubric])[rubric.pk]
        record_adoption(rubric=rubric, spec=spec, portal=province, actor=actor, now=now)
        log(
            instance=rubric,
            action="scoring.adopt",
            user=actor,
            data={"tier": rubric.tier_id, "decision": rubric.decision_number},
        )
    return rubric


def _must_be_open(rubric: Rubric) -> None:
    if rubric.is_adopted:
        raise UnableToAdopt(_("An adopted version does not change. Draw up the next one."))


def _must_fit(
    rubric: Rubric, decision_number: str, signer: str, actor: User, now: datetime
) -> None:
    if rubric.authors.filter(pk=actor.pk).exists():
        raise UnableToAdopt(_("Another person than those who drew it up adopts a rubric."))
    if rubric.starts_on <= local_date(now):
        raise UnableToAdopt(_("A rubric comes into force in a month that has not begun."))
    if not decision_number.strip() or not signer.strip():
        raise UnableToAdopt(_("Give the number of the decision and who signed it."))
    taken = Rubric.objects.filter(
        tier=rubric.tier_id, starts_on=rubric.starts_on, adopted_at__isnull=False
    )
    if taken.exists():
        raise UnableToAdopt(_("Another version already starts in that month."))
    if faults := check_rubric(read_specs([rubric])[rubric.pk]):
        raise UnableToAdopt(" ".join(faults))


def _keep(file: File[bytes], rubric: Rubric, province: Portal, actor: User) -> PortalDocument:
    head = file.read(len(PDF))
    file.seek(0)
    if head != PDF:
        raise UnableToAdopt(_("The decision is a PDF file."))
    title = _("Decision %(number)s on the rubric “%(rubric)s”") % {
        "number": rubric.decision_number,
        "rubric": rubric,
    }
    return PortalDocument.objects.create(
        title=title[:255],
        file=File(file, name=f"quyet-dinh-{rubric.tier_id}-{rubric.version}.pdf"),
        collection_id=province.collection_id,
        uploaded_by_user=actor,
    )
