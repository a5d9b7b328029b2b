"""What each row of an appointment list is held against before anybody is appointed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import CharField, Model
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from portals.models import Portal, PortalAddress

from .actions.appointing import Decision
from .actions.people import Person, Term, UnableToEnrol, account_for, is_named, username_for
from .enums import Position
from .models import BoardMember, EditorialBoard, User

# The codes of communes have five digits; spreadsheets drop those in front.
DIGITS_OF_CODE = 5


@dataclass(frozen=True)
class Appointment:
    """One row. `portal` and `term` are filled in by the checks."""

    line: int
    code: str
    person: Person
    position: Position | None
    position_text: str
    starts_on: date | None
    ends_on: date | None
    main_post: str
    decision: Decision
    portal: Portal | None = field(default=None, compare=False)
    term: Term | None = None


class AppointmentChecks:
    """All that a row is held against: the other rows, and what stands in the database (four queries in all)."""

    def __init__(self, rows: list[Appointment], within: Iterable[Portal], starts_on: date) -> None:
        self.starts_on = starts_on
        self.portals = {portal.code: portal for portal in within}
        wanted = {portal.pk for row in rows if (portal := self._portal(row))}
        self.labels = {
            portal_id: host.partition(".")[0].lower()
            for portal_id, host in PortalAddress.objects.filter(
                portal__in=wanted, is_main=True, period__contains=starts_on
            ).values_list("portal_id", "hostname")
        }
        self.boards = set(
            EditorialBoard.objects.filter(portal__in=wanted).values_list("portal_id", flat=True)
        )
        self.rows = [self.completed(row) for row in rows]
        names = {row.person.username for row in self.rows}
        self.users = {
            user.username.lower(): user
            for user in User.objects.alias(lower=Lower("username")).filter(lower__in=names)
        }
        self.posts: dict[int, list[BoardMember]] = defaultdict(list)
        for post in BoardMember.objects.filter(
            board__portal__in=wanted, period__isempty=False
        ).select_related("user", "board"):
            self.posts[post.board.portal_id].append(post)
        self.times = Counter((row.code, row.person.username) for row in self.rows)
        self.heads = Counter(row.code for row in self.rows if row.position == Position.HEAD)
        self.spelt: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            self.spelt[row.person.username].add(row.person.name.casefold())

    def completed(self, row: Appointment) -> Appointment:
        """The row with its portal, its account where none is written, and its term."""
        portal = self._portal(row)
        if portal is None or row.position is None:
            return row
        label = self.labels.get(portal.pk, portal.code.lower())
        username = row.person.username or username_for(row.person.name, label)
        term = Term(
            position=row.position,
            starts_on=row.starts_on or self.starts_on,
            ends_on=row.ends_on,
            main_post=row.main_post,
            decision=row.decision,
        )
        return replace(
            row,
            code=portal.code,
            portal=portal,
            person=Person(row.person.name, username, row.person.email),
            term=term,
        )

    def stands(self, row: Appointment) -> bool:
        """Whether the person holds just this post already."""
        return self._standing(self.completed(row)) is not None

    def reasons_against(self, row: Appointment) -> list[str]:
        row = self.completed(row)
        reasons = [self._against_portal(row), self._against_position(row)]
        if not any(reasons):
            reasons = [
                self._against_length(row),
                self._against_term(row),
                self._against_person(row),
                self._against_other_rows(row),
                self._against_posts(row),
            ]
        return [reason for reason in reasons if reason]

    def _portal(self, row: Appointment) -> Portal | None:
        found = self.portals.get(row.code)
        if found is None and row.code.isdecimal():
            found = self.portals.get(row.code.zfill(DIGITS_OF_CODE))
        return found

    def _against_portal(self, row: Appointment) -> str:
        if not row.code:
            return _("The code of the portal is missing.")
        if row.portal is None and self._portal(row) is None:
            return _("The portal %s is not open, or not below yours.") % row.code
        if row.portal is not None and row.portal.pk not in self.boards:
            return _("The portal %s has no board.") % row.code
        return ""

    def _against_position(self, row: Appointment) -> str:
        if row.position is None:
            return _("Unknown position “%(position)s”; use one of: %(positions)s.") % {
                "position": row.position_text[:40],
                "positions": ", ".join(str(position.label) for position in Position),
            }
        return ""

    def _against_length(self, row: Appointment) -> str:
        limited: list[tuple[str, type[Model], str]] = [
            (row.main_post, BoardMember, "main_post"),
            (row.decision.number, BoardMember, "decision_number"),
        ]
        for value, model, name in limited:
            room = cast("CharField[str, str]", model._meta.get_field(name)).max_length or 0
            if len(value) > room:
                return _("“%(beginning)s…” is longer than %(limit)s characters.") % {
                    "beginning": value[:20],
                    "limit": room,
                }
        return ""

    def _against_term(self, row: Appointment) -> str:
        if row.term and row.term.ends_on and row.term.ends_on <= row.term.starts_on:
            return _("The last day must not lie before the first.")
        return ""

    def _against_person(self, row: Appointment) -> str:
        person = row.person
        if person.email:
            try:
                validate_email(person.email)
            except ValidationError:
                return _("“%s” is no mail address.") % person.email[:60]
        user = self.users.get(person.username)
        if user is None:
            try:
                account_for(person, now=timezone.now())
            except UnableToEnrol as refusal:
                return str(refusal)
            return ""
        if not is_named(user, person.name):
            return _("The account %(account)s belongs to somebody of another name.") % {
                "account": person.username
            }
        return ""

    def _against_other_rows(self, row: Appointment) -> str:
        if self.times[row.code, row.person.username] > 1:
            return _("%s stands on more than one line for this portal.") % row.person.name
        if len(self.spelt[row.person.username]) > 1:
            return _("The account %s stands with more than one name.") % row.person.username
        if row.position == Position.HEAD and self.heads[row.code] > 1:
            return _("The portal %s has more than one head in the file.") % row.code
        return ""

    def _against_posts(self, row: Appointment) -> str:
        if row.portal is None or row.term is None or self._standing(row):
            return ""
        for post in self.posts[row.portal.pk]:
            if not _overlap(post, row.term):
                continue
            if post.user.username.lower() == row.person.username:
                return _("%(person)s is %(position)s there; changing that is another act.") % {
                    "person": post.user,
                    "position": post.get_position_display(),
                }
            if row.position == Position.HEAD == post.position:
                return _("%(person)s is head of that board; end that post first.") % {
                    "person": post.user
                }
        return ""

    def _standing(self, row: Appointment) -> BoardMember | None:
        """The post that the row asks for, where it stands: with its days, as far as the row gives any."""
        if row.portal is None or row.term is None:
            return None
        for post in self.posts[row.portal.pk]:
            if (
                post.user.username.lower() == row.person.username
                and post.position == row.position
                and _overlap(post, row.term)
                and row.starts_on in (None, post.period.lower)
                and row.ends_on in (None, post.period.upper)
            ):
                return post
        return None


def _overlap(post: BoardMember, term: Term) -> bool:
    begins_before = term.ends_on is None or post.period.lower < term.ends_on
    return begins_before and (post.period.upper is None or post.period.upper > term.starts_on)
