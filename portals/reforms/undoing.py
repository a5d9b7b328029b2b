"""Taking a change back within thirty days: everything as it was, but for what was written since, which stays.

Portals that the change opened are taken away where nothing stands there; else they end as any portal ends, and stand as
an archive that leads back to those that were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from portals.models import Oversight, Portal, PortalAddress, Succession

from .contents import content_mover
from .endings import followings, opener
from .enums import ActDirection
from .models import Reform, ReformAct, ReformUnit
from .restoring import restore
from .switching import Switching, end_what_was_theirs

DAYS_TO_TAKE_BACK = 30


def may_be_taken_back_until(done: ReformAct) -> datetime:
    """The moment from which an act that was carried out stays."""
    if done.done_at is None:
        raise ValueError("the act was not carried out")
    return done.done_at + timedelta(days=DAYS_TO_TAKE_BACK)


def stands_upon(done: ReformAct) -> ReformAct | None:
    """A later act of another change, not taken back, that changed the same rows or the portals that this one opened."""
    opened = [unit.portal_id for unit in done.reform.units.all() if unit.portal_id]
    later = ReformAct.objects.done().filter(done_at__gt=done.done_at).exclude(reform=done.reform)
    for act in later.select_related("reform"):
        if not reform_stands(act):
            continue
        if act.reform.rows.filter(original__in=opened).exists() or _same_rows(done, act):
            return act
        if _same_codes(done, act):
            return act
    return None


def _same_codes(done: ReformAct, later: ReformAct) -> bool:
    """Whether the later act gave away a code that comes back, ended who oversees again, or set one below who goes."""
    rows, units = done.reform.rows, done.reform.units
    ties = done.changes.filter(table_name=Oversight._meta.db_table, before__isnull=False)
    overseers = Oversight.objects.filter(
        pk__in=[int(key) for key in ties.values_list("row_key", flat=True)]
    )
    back = {
        *rows.exclude(original_code="").values_list("original_code", flat=True),
        *overseers.values_list("overseer__code", flat=True),
    }
    theirs = later.reform.units
    taken = {
        *theirs.values_list("code", flat=True),
        *later.reform.rows.values_list("original_code", flat=True),
    }
    opened = units.filter(portal__isnull=False).values_list("code", flat=True)
    below = theirs.filter(overseer_code__in=list(opened))
    return bool(back & taken) or below.exists()


def reform_stands(act: ReformAct) -> bool:
    """Whether the change was carried out by `act` and not taken back since. One query."""
    return act.direction == ActDirection.FORWARD and act == act.reform.acts.done().first()


def _same_rows(one: ReformAct, other: ReformAct) -> bool:
    same = one.changes.filter(table_name=OuterRef("table_name"), row_key=OuterRef("row_key"))
    return other.changes.filter(Exists(same), before__isnull=False).exists()


def carry_back(switching: Switching, done: ReformAct) -> list[dict[str, Any]]:
    """Take back what `done` did; return what was written since and stays. The caller has transaction and locks."""
    units = list(done.reform.units.filter(portal__isnull=False).select_related("portal"))
    portals = Portal.objects.filter(pk__in=[unit.portal_id for unit in units])
    # Its code may be that of one that comes back.
    code = Concat(Value("~"), Cast("pk", CharField()), output_field=CharField())
    switching.recorder.update(portals, code=code)
    overseers = dict(Oversight.objects.in_force(switching.day).values_list("portal", "overseer"))
    kept = [*content_mover().before_restoring(switching, done), *restore(done)]
    kept += _let_given_hosts_lead(switching, done)
    content_mover().after_restoring(switching, done)
    for following in followings().values():
        if following.carry_back is not None:
            following.carry_back(switching, done)
    gone = _take_away(switching, units)
    for unit in units:
        if unit.portal is not None and unit.portal.pk not in gone:
            kept.append({"table": Portal._meta.db_table, "row": str(unit.portal.pk), "columns": []})
            _end_opened(switching, unit, unit.portal)
            _let_overseer_take_over(switching, unit, unit.portal, overseers)
    end_what_was_theirs(switching)
    rows = done.reform.rows.exclude(original=None)
    switching.touched |= {*rows.values_list("original", flat=True), *switching.ending}
    return kept


def _let_given_hosts_lead(switching: Switching, done: ReformAct) -> list[dict[str, Any]]:
    """A host that the change gave was the canonical one meanwhile: it leads to the one before, and is named.

    The row is this act's, so that it goes where the change is carried out once more, and the host is main again.
    """
    table = PortalAddress._meta.db_table
    made = done.changes.filter(table_name=table, before__isnull=True, after__is_main=True)
    kept = []
    for change in made.order_by("pk"):
        given = change.after or {}
        hostname = given["hostname"]
        if PortalAddress.objects.in_force(switching.day).filter(hostname=hostname).exists():
            continue
        leads = PortalAddress.objects.create(
            portal_id=given["portal_id"],
            hostname=hostname,
            is_main=False,
            period=DateRange(switching.day, None),
        )
        switching.recorder.created(leads)
        kept.append({"table": table, "row": str(leads.pk), "columns": []})
    return kept


def _take_away(switching: Switching, units: Iterable[ReformUnit]) -> set[int]:
    opened = [unit.portal_id for unit in units if unit.portal_id]
    gone = opener().take_away(opened, switching.leading_back)
    switching.act.changes.filter(
        table_name=Portal._meta.db_table, row_key__in=[str(portal) for portal in gone]
    ).delete()
    return gone


def _end_opened(switching: Switching, unit: ReformUnit, portal: Portal) -> None:
    """End a portal that the change opened, since something stands there; those that were take over."""
    # No portal ends on the day on which it opened.
    day = max(switching.day, portal.opened_on + timedelta(days=1))
    switching.recorder.update(Portal.objects.filter(pk=portal.pk), closed_on=day, site=None)
    switching.ending.add(portal.pk)
    originals = Portal.objects.filter(reform_rows__result=unit).order_by("reform_rows__position")
    for original in originals:
        switching.heirs.setdefault(portal.pk, original.pk)
        succession = Succession.objects.create(
            portal=portal,
            successor=original,
            kind=Succession.Kind.SPLIT,
            happened_on=day,
            mandate=unit.reform.mandate,
        )
        switching.recorder.created(succession)


def _let_overseer_take_over(
    switching: Switching, unit: ReformUnit, portal: Portal, overseers: Mapping[int, int]
) -> None:
    """Of a unit that was founded upon none of ours, who oversees it takes over, as of one that is dissolved."""
    heir = overseers.get(portal.pk)
    while heir is not None and unit.reform.units.filter(portal=heir).exists():
        heir = overseers.get(heir)
    if heir is not None:
        switching.heirs.setdefault(portal.pk, heir)


def make_ready_again(reform: Reform, switching: Switching) -> None:
    """Before a change is carried out once more: portals that it opened, and that were kept, stand as they did.

    They open on the day of this time, since the codes were those of others until then.
    """
    last = reform.acts.done().first()
    if last is None or last.direction != ActDirection.BACK:
        return
    kept = Portal.objects.filter(founded_as__reform=reform)
    kept.update(opened_on=switching.day, closed_on=None)
    restore(last)
