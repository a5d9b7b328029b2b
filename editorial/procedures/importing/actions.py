"""Bringing in an export: it is sent and looked at, then carried out whole or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.procedures.models import CatalogueFile, Procedure
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post_in_tier
from portals.clock import local_date
from portals.pagecache.cache_invalidation import change_province_edition
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

from .columns import CatalogueFault
from .plan import CataloguePlan, last_versions, plan_import
from .reading import ReadCatalogue, ReadProcedure, read_catalogue
from .writing import write_procedures

if TYPE_CHECKING:
    from portals.boards.models import User

# Somebody waits for the page. The operator's command takes any number.
MOST_AT_DESK = 500


class UnableToImportCatalogue(Refusal):
    """Some lines are wrong, and nothing was changed. `faults` has all of them."""

    def __init__(self, faults: Iterable[CatalogueFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class EndsMany(Refusal):
    """So many procedures would end that somebody must say that the export is whole."""


def may_import_catalogue(user: User, now: datetime) -> bool:
    """Whether `user` is one of the standing editors of the province. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


def send_catalogue(*, file: UploadedFile[bytes], actor: User, now: datetime) -> CatalogueFile:
    """Keep an export to be looked at, its faults with it. For the standing editors of the province.

    Raises Refusal where it would change more than `MOST_AT_DESK` procedures.
    """
    _refuse_strangers(actor, now)
    plan = plan_import(read_catalogue(file), local_date(now))
    file.seek(0)
    _refuse_many(plan)
    with transaction.atomic():
        sent = CatalogueFile.objects.create(
            name=PurePath(file.name or "").name[-255:], file=file, sent_by=actor, sent_at=now
        )
        log(instance=sent, action="procedures.send", user=actor)
    return sent


def plan_of_catalogue(sent: CatalogueFile, now: datetime) -> CataloguePlan:
    """Read and compare the export that is kept, as things stand now."""
    with sent.file.storage.open(str(sent.file.name), "rb") as stored:
        return plan_import(read_catalogue(stored), local_date(now))


def carry_out_catalogue(
    *, sent: CatalogueFile, may_end_many: bool, actor: User, now: datetime
) -> CataloguePlan:
    """Carry out an export that was looked at. As `import_catalogue`, with the limit of `send_catalogue`."""
    _refuse_strangers(actor, now)
    with transaction.atomic():
        held = _held(sent)
        plan = plan_of_catalogue(held, now)
        _refuse_many(plan)
        _carry_out(plan, may_end_many=may_end_many, now=now)
        _close(held, now)
        _note(held, plan, actor)
    return plan


def drop_catalogue(*, sent: CatalogueFile, actor: User, now: datetime) -> None:
    """Take an export off the list without carrying it out."""
    _refuse_strangers(actor, now)
    with transaction.atomic():
        _close(_held(sent), now)
        log(instance=sent, action="procedures.drop", user=actor)


def import_catalogue(
    *,
    catalogue: ReadCatalogue,
    name: str,
    may_end_many: bool = False,
    actor: User | None,
    now: datetime,
) -> CataloguePlan:
    """Make the catalogue what the export says, all of it or nothing; return what was done.

    What is described otherwise begins a new version today, and what vanished ends today. The same export twice
    changes nothing. `actor` None for the operator's command, else one of the province's standing editors. Raises
    UnableToImportCatalogue with every fault, and EndsMany unless `may_end_many`.
    """
    if actor is not None:
        _refuse_strangers(actor, now)
    with transaction.atomic():
        plan = plan_import(catalogue, local_date(now))
        _carry_out(plan, may_end_many=may_end_many, now=now)
        kept = CatalogueFile.objects.create(
            name=name[-255:], sent_by=actor, sent_at=now, closed_at=now
        )
        _note(kept, plan, actor)
    return plan


def _carry_out(plan: CataloguePlan, *, may_end_many: bool, now: datetime) -> None:
    if plan.faults:
        raise UnableToImportCatalogue(plan.faults)
    if plan.ends_many and not may_end_many:
        raise EndsMany(
            _(
                "%(count)s procedures that stand here are not in this export, and would end. Look whether it is "
                "whole; if it is, say so and bring it in again."
            )
            % {"count": len(plan.ended)}
        )
    if plan.changes_nothing:
        return
    today = local_date(now)
    over = [one.pk for one in plan.ended] + [one.pk for one, _read in plan.changed]
    try:
        with transaction.atomic():
            Procedure.objects.filter(pk__in=over, ended_on=None).update(ended_on=today)
            write_procedures(_versions(plan), day=today, now=now)
    except IntegrityError as error:
        raise Refusal(
            _("Somebody brought in another export meanwhile. Look at this one again.")
        ) from error
    change_province_edition(forbid_stale=bool(plan.ended))


def _refuse_many(plan: CataloguePlan) -> None:
    changes = len(plan.begun) + len(plan.changed) + len(plan.ended)
    # What an export with a fault would change is not known.
    if changes > MOST_AT_DESK and not plan.faults:
        raise Refusal(
            _(
                "This export changes %(count)s procedures; %(most)s are changed here at once. Have the operator bring "
                "it in."
            )
            % {"count": changes, "most": MOST_AT_DESK}
        )


def _versions(plan: CataloguePlan) -> Sequence[tuple[ReadProcedure, int]]:
    before = last_versions([read.code for read in plan.begun])
    return [
        *((read, before.get(read.code, 0) + 1) for read in plan.begun),
        *((read, version.version + 1) for version, read in plan.changed),
    ]


def _note(kept: CatalogueFile, plan: CataloguePlan, actor: User | None) -> None:
    kept.exported_on = plan.catalogue.exported_on
    kept.begun, kept.changed, kept.ended = len(plan.begun), len(plan.changed), len(plan.ended)
    kept.save(update_fields=["exported_on", "begun", "changed", "ended"])
    log(
        instance=kept,
        action="procedures.import",
        user=actor,
        data={
            "exported_on": str(kept.exported_on),
            "begun": kept.begun,
            "changed": [version.code for version, _read in plan.changed],
            "ended": [version.code for version in plan.ended],
        },
    )


def _held(sent: CatalogueFile) -> CatalogueFile:
    held = CatalogueFile.objects.select_for_update(of=("self",)).get(pk=sent.pk)
    if held.closed_at is not None:
        raise Refusal(_("This export was carried out or dropped already."))
    return held


def _close(sent: CatalogueFile, now: datetime) -> None:
    storage, kept = sent.file.storage, str(sent.file.name)
    sent.closed_at, sent.file = now, ""
    sent.save(update_fields=["closed_at", "file"])
    transaction.on_commit(lambda: storage.delete(kept))


def _refuse_strangers(actor: User, now: datetime) -> None:
    if not may_import_catalogue(actor, now):
        raise NotYourOffice(
            _("The catalogue of procedures is brought in by the standing editors of the province.")
        )
