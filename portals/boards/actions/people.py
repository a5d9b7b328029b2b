"""The accounts of people who are appointed. They get in by an invitation, never by a password that others know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.clock import local_date
from portals.models import Portal, PortalAddress
from portals.refusals import Refusal
from portals.text import nfc, slug_of

from ..enums import Position
from ..models import BoardMember, EditorialBoard, User
from .appointing import NO_DECISION, Decision, appoint


class UnableToEnrol(Refusal):
    """The name, the account or the mail address cannot be taken as written."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be appointed: an account that stands, or one to be made."""

    name: str
    username: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A post as it is written into a form or a list. `ends_on` is the first day on which it is no longer held."""

    position: Position
    starts_on: date
    ends_on: date | None = None
    main_post: str = ""
    decision: Decision = NO_DECISION


def label_of(portal: Portal, day: date) -> str:
    """What follows the name in the accounts of a portal: the first part of its host name. One query."""
    host = (
        PortalAddress.objects.filter(portal=portal, is_main=True, period__contains=day)
        .values_list("hostname", flat=True)
        .first()
    )
    return (host or portal.code).partition(".")[0].lower()


def username_for(name: str, label: str) -> str:
    """The account that a person gets where none is written: "nguyenvanan.vuninh"."""
    return f"{slug_of(name, fallback='nguoi', max_length=100).replace('-', '')}.{label}"


def person_of(username: str) -> User | None:
    """The person with this account, whatever the case of its letters."""
    return User.objects.filter(username__iexact=username).first()


def account_for(person: Person, *, now: datetime) -> User:
    """Return a new, unsaved account for `person`, checked; it has no password. Raises UnableToEnrol."""
    words = nfc(person.name).split()
    if len(words) < 2:
        raise UnableToEnrol(_("Write the full name, family name first."))
    user = User(
        username=person.username,
        last_name=words[0],
        first_name=" ".join(words[1:]),
        email=person.email,
        date_joined=now,
    )
    user.set_unusable_password()
    try:
        user.full_clean(validate_unique=False)
    except ValidationError as error:
        raise UnableToEnrol(" ".join(error.messages)) from error
    return user


def appoint_person(
    *,
    board: EditorialBoard,
    person: Person,
    term: Term,
    actor: User | None,
    now: datetime,
) -> BoardMember:
    """Appoint somebody by their account, which is made where there is none yet.

    An account that stands is taken as it is; its name and address are not changed from here. Raises UnableToEnrol where
    the account is another person's, by the name that is written.
    """
    username = person.username or username_for(person.name, label_of(board.portal, local_date(now)))
    with transaction.atomic():
        user = person_of(username)
        if user is None:
            user = account_for(Person(person.name, username, person.email), now=now)
            user.save(force_insert=True)
            log(
                instance=user,
                action="boards.enrol",
                user=actor,
                data={"portal": board.portal_id},
            )
        elif person.name and not is_named(user, person.name):
            raise UnableToEnrol(
                _("The account %(account)s belongs to somebody of another name.")
                % {"account": username}
            )
        return appoint(
            board=board,
            user=user,
            position=term.position,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            main_post=term.main_post,
            decision_number=term.decision.number,
            decided_on=term.decision.decided_on,
            actor=actor,
            now=now,
        )


def is_named(user: User, name: str) -> bool:
    return nfc(user.get_full_name()).casefold() == " ".join(nfc(name).split()).casefold()
