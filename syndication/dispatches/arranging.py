"""How a board arranges what it receives and sends: standing rules, sections by kind of story, lists of portals."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from editorial.models import SectionPage, SectionType
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from syndication.models import PortalList, SectionChoice, StandingRule

from .audience import ids_above, names_outside


class RuleCell(NamedTuple):
    """A place in the grid of rules: the number of a sender, the code of a kind of section; None is every one."""

    sender: int | None
    kind: str | None


class UnableToArrange(Refusal):
    """The sender is not above the portal, the section not its own, or a portal of the list not below."""


def add_rule(
    *,
    portal: Portal,
    sender: Portal | None,
    section_type: SectionType | None,
    actor: User,
    now: datetime,
) -> StandingRule:
    """Have what `sender` sends for that kind of section placed at once from now on; None: whoever, whatever."""
    _check_post(actor, portal, now)
    if sender is not None and sender.pk not in ids_above(portal=portal, day=local_date(now)):
        raise UnableToArrange(_("Choose a portal above yours."))
    with transaction.atomic():
        rule, is_new = StandingRule.objects.get_or_create(
            portal=portal,
            sender=sender,
            section_type=section_type,
            defaults={"made_by": actor, "made_at": now},
        )
        if is_new:
            _log("add_rule", rule.portal, actor, rule=_words(rule))
    return rule


def drop_rule(*, rule: StandingRule, actor: User, now: datetime) -> None:
    """End a rule. What it placed stays; what was sent before and waits is still placed by it."""
    _check_post(actor, rule.portal, now)
    with transaction.atomic():
        _log("drop_rule", rule.portal, actor, rule=_words(rule))
        rule.delete()


def change_rules(
    *,
    portal: Portal,
    add: Collection[RuleCell],
    drop: Collection[RuleCell],
    actor: User,
    now: datetime,
) -> int:
    """Make and end rules together; return how many changed. What another changed meanwhile stays as it is."""
    _check_post(actor, portal, now)
    above = set(ids_above(portal=portal, day=local_date(now)))
    if any(cell.sender is not None and cell.sender not in above for cell in add):
        raise UnableToArrange(_("Choose a portal above yours."))
    with transaction.atomic():
        # Of two who save at once the second finds what the first left.
        Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)
        rules = StandingRule.objects.filter(portal=portal)
        known = {RuleCell(rule.sender_id, rule.section_type_id): rule for rule in rules}
        ended = [known[cell] for cell in drop if cell in known]
        made = [
            StandingRule(
                portal=portal,
                sender_id=cell.sender,
                section_type_id=cell.kind,
                made_by=actor,
                made_at=now,
            )
            for cell in add
            if cell not in known
        ]
        for action, changed in (("drop_rule", ended), ("add_rule", made)):
            for rule in changed:
                _log(action, portal, actor, rule=_words(rule))
        rules.filter(pk__in=[rule.pk for rule in ended]).delete()
        StandingRule.objects.bulk_create(made)
    return len(made) + len(ended)


def choose_section(
    *,
    portal: Portal,
    section_type: SectionType,
    section: SectionPage | None,
    actor: User,
    now: datetime,
) -> None:
    """Have received stories of that kind stand in `section` from now on; None: where they would by themselves."""
    _check_post(actor, portal, now)
    if section is not None and section.portal_id != portal.pk:
        raise UnableToArrange(_("Choose a section of your own portal."))
    with transaction.atomic():
        if section is None:
            SectionChoice.objects.filter(portal=portal, section_type=section_type).delete()
        else:
            SectionChoice.objects.update_or_create(
                portal=portal, section_type=section_type, defaults={"section": section}
            )
        _log(
            "choose_section", portal, actor,
            kind=section_type.pk, section=section.pk if section else None,
        )  # fmt: skip


def keep_list(
    *, owner: Portal, name: str, portal_ids: Collection[int], actor: User, now: datetime
) -> PortalList:
    """Keep portals that `owner` sends to together, under a name; a list of that name holds these from now on."""
    _check_post(actor, owner, now)
    if names := names_outside(sender=owner, portal_ids=portal_ids, day=local_date(now)):
        raise UnableToArrange(
            ngettext(
                "This portal is closed or not one of yours: %(names)s.",
                "These portals are closed or not among yours: %(names)s.",
                len(names),
            )
            % {"names": ", ".join(names)}
        )
    with transaction.atomic():
        kept, _is_new = PortalList.objects.get_or_create(
            owner=owner, name=name.strip(), defaults={"made_by": actor, "made_at": now}
        )
        kept.portals.set(portal_ids)
        _log("keep_list", owner, actor, name=kept.name, portals=sorted(portal_ids))
    return kept


def drop_list(*, portal_list: PortalList, actor: User, now: datetime) -> None:
    """Forget a saved list. What was sent to it keeps its name and its portals."""
    _check_post(actor, portal_list.owner, now)
    with transaction.atomic():
        _log("drop_list", portal_list.owner, actor, name=portal_list.name)
        portal_list.delete()


def _words(rule: StandingRule) -> dict[str, object]:
    return {"sender": rule.sender_id, "section_type": rule.section_type_id}


def _check_post(actor: User, portal: Portal, now: datetime) -> None:
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(_("Only the standing editors of the portal arrange this."))


def _log(action: str, portal: Portal, actor: User, **data: object) -> None:
    log(
        instance=portal,
        action=f"syndication.{action}",
        user=actor,
        data={"portal": portal.pk, **data},
    )
