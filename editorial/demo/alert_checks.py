"""Somebody who does not exist follows a section of the demo by mail: over HTTP, with the mails that the worker sends.

A story is published there by its board, comes once, and is withdrawn at the end; after the way out nothing comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.alerting.followables import section_key
from editorial.alerting.listening import thing_of
from editorial.enums import RemovalKind
from editorial.models import NoticePage, SectionPage
from editorial.placements.actions import withdraw_story
from editorial.review.actions import approve_story, submit_story
from portals.addresses import main_hostname
from portals.alerts.jobs import write_due
from portals.alerts.links import confirming_token, leaving_path, mailbox_hash
from portals.alerts.models import AlertMailing, Follow, Subscriber
from portals.alerts.noting import make_urgent
from portals.boards.actions import derive_rights
from portals.boards.models import User
from portals.demo.accounts import hidden_fields
from portals.demo.organisations import WARD, organisation_standing
from portals.mail.models import OutgoingMail
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo

from .made_up_asker import fresh_asker
from .public_places import PUBLIC

AUTHOR, HEAD = "bientapvien.vuninh", "truongban.vuninh"
SECTION = "tin-tuc"
TITLE = "Thông báo kiểm tra việc gửi tin cho người theo dõi"
# The worker of the demo sends a mail within seconds, behind what it has begun.
PATIENCE = 120.0
SECONDS = 20.0


class NotMailed(Exception):
    """What is not as it should be on the way of an alert."""


@dataclass
class AlertsWay:
    """One reader, as far as they came."""

    demo: RunningDemo
    portal: Portal
    section: SectionPage
    mailbox: str
    mailing: UUID | None = None

    def send(self, path: str, typed: dict[str, str]) -> HttpAnswer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        address = Address(main_hostname(self.portal), path)
        return self.demo.ask(address, method="POST", body=urlencode(typed), headers=headers)

    def read(self, path: str) -> HttpAnswer:
        return self.demo.ask(Address(main_hostname(self.portal), path))

    @property
    def reader(self) -> Subscriber | None:
        known = Subscriber.objects.select_related("portal__site")
        return known.filter(address_hash=mailbox_hash(self.mailbox)).first()


def must(is_so: object, what: str) -> None:
    if not is_so:
        raise NotMailed(what)


def asks(way: AlertsWay) -> None:
    """The form says the same to everybody, and mails the mailbox."""
    form = reverse("follow_portal", urlconf=PUBLIC)
    typed = {"about": section_key(way.section.pk), "frequency": "weekly", "email": way.mailbox}
    fields = hidden_fields(way.read(form).body.decode())
    sent = way.send(form, fields | typed)
    must(sent.status == HTTPStatus.OK, f"{form}: {sent.status}")
    must(way.reader, "the form: nobody follows")


def confirms_by_post(way: AlertsWay) -> None:
    wanted = Follow.objects.select_related("subscriber").get(subscriber=way.reader)
    path = reverse("confirm_follow", args=[confirming_token(wanted)], urlconf=PUBLIC)
    must(way.read(path).status == HTTPStatus.OK, "the link of the question")
    wanted.refresh_from_db()
    must(wanted.confirmed_at is None, "confirmed by opening the link")
    must(way.send(path, {}).status == HTTPStatus.SEE_OTHER, "the button of the question")
    wanted.refresh_from_db()
    must(wanted.confirmed_at, "not confirmed by the button")


def is_mailed_once(way: AlertsWay) -> None:
    """What is urgent comes at any hour, whatever frequency was chosen."""
    story = _published(way)
    try:
        make_urgent(thing=thing_of(story.pk))
        write_due(seconds=SECONDS)
        write_due(seconds=SECONDS)
        mailings = AlertMailing.objects.filter(subscriber=way.reader)
        must(mailings.count() == 1, f"{mailings.count()} mails")
        way.mailing = mailings.get().pk
        left = mailings.exclude(sent_at=None)
        must(way.demo.wait(left.exists, seconds=PATIENCE), "the mail did not leave")
        sent = OutgoingMail.objects.get(pk=way.mailing)
        must(sent.address == "", "who got the mail is still known")
    finally:
        _withdrawn(story)


def leaves_by_one_click(way: AlertsWay) -> None:
    reader = way.reader
    if reader is None:
        raise NotMailed("nobody follows")
    left = way.send(leaving_path(reader), {"List-Unsubscribe": "One-Click"})
    must(left.status == HTTPStatus.OK, f"one click: {left.status}")
    must(way.reader is None, "one click: the address is still kept")


def hears_nothing_more(way: AlertsWay) -> None:
    story = _published(way)
    try:
        make_urgent(thing=thing_of(story.pk))
        write_due(seconds=SECONDS)
        must(not OutgoingMail.objects.filter(address=way.mailbox).exists(), "a mail after leaving")
    finally:
        _withdrawn(story)


def _hand(username: str) -> User:
    user = User.objects.get(username=username)
    derive_rights(user=user, now=timezone.now())
    return user


def _published(way: AlertsWay) -> NoticePage:
    author = _hand(AUTHOR)
    story = NoticePage(title=TITLE, lead=f"{TITLE}.", owner=author, live=False)
    way.section.add_child(instance=story)
    story.save_revision(user=author)
    submit_story(story=story, actor=author, now=timezone.now())
    approve_story(story=story, actor=_hand(HEAD), now=timezone.now())
    return NoticePage.objects.get(pk=story.pk)


def _withdrawn(story: NoticePage) -> None:
    withdraw_story(
        story=story,
        kind=RemovalKind.WITHDRAWN,
        reason="Thông báo kiểm tra, đã hoàn thành.",
        actor=_hand(HEAD),
        now=timezone.now(),
    )


STEPS = (asks, confirms_by_post, is_mailed_once, leaves_by_one_click, hears_nothing_more)


def mails_a_reader(demo: RunningDemo) -> Iterator[Result]:
    """Count the steps."""
    portals = Portal.objects.select_related("site").filter(closed_on=None)
    portal = organisation_standing().portal_of(WARD, portals)
    section = SectionPage.objects.get(portal=portal, section_type=SECTION)
    way = AlertsWay(demo, portal, section, fresh_asker().email.lower())
    done, faults = 0, []
    for step in STEPS:
        try:
            step(way)
        except NotMailed as fault:
            faults.append(f"{step.__name__}: {fault}")
            break
        done += 1
    yield Result("alert_mailed", done, len(STEPS), faults)


ALERT_MAILED = DemoCheck(
    {"alert_mailed": _("Steps of an alert from confirmation to one-click out")},
    mails_a_reader,
    rank=47,
)
