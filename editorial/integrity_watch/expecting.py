"""What each address of a slice should answer, read for all of them at once: nothing is asked for one address."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models.functions import Coalesce
from wagtail.models import PageLogEntry

from editorial.appearance.home_links.blocks import USUAL_LINKS
from editorial.appearance.home_links.models import HomeLink
from editorial.document_numbers import central_law
from editorial.models import (
    ActToRecord,
    FindingConfirmation,
    InformationPage,
    InformationRemoval,
    Placement,
    StoryWithdrawal,
)
from editorial.models.to_record import PAPER, STANDING
from editorial.public.sharing import shares_one_of
from portals.addresses import portals_by_hostname
from portals.content_security.hosts import host_of
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.models import Portal, SocialAccount

from .comparing import ContentExpected
from .kinds import AddressKind
from .models import WatchedAddress
from .planning import ABOUT_CONTENT
from .proving import PROVING, ProofExpected, papers_told, proofs_told

_HOSTS = re.compile(r"(?:https?:)?//[^\s<>\"'\\]+", re.IGNORECASE)
# What was on the list so soon after the watch began was there before it.
FIRST_SIGHT = timedelta(hours=2)
WITHDRAWN = {"withdrawal", "recall"}
# Lines of the log that are left where a text becomes public.
MADE_PUBLIC = ("wagtail.publish", "wagtail.publish.schedule", "editorial.approve")


@dataclass(frozen=True, slots=True)
class Expected:
    """What one address should be."""

    portal_id: int
    host: str
    path: str
    kind: AddressKind
    known_digest: str = ""
    subject: int | None = None
    content: ContentExpected | None = None
    proof: ProofExpected | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages of a slice may lead to and say beside their texts."""

    own_hosts: frozenset[str]
    # By portal: addresses that its settings name.
    addresses: Mapping[int, frozenset[str]] = field(default_factory=dict)
    # By page: hosts that its stored text names, or what was said when it was taken down.
    hosts: Mapping[int, frozenset[str]] = field(default_factory=dict)
    # By portal: marks of words that a member confirmed in texts that stand there.
    confirmed: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def names(self, expected: Expected, address: str, host: str) -> bool:
        """Whether a setting of the portal names `address`, or the text of the page or the release its host.

        Readers pass on a page of ours by a service; one of somebody else's is named by nobody.
        """
        if address in self.addresses.get(expected.portal_id, frozenset()):
            return True
        if host in central_law.hosts():
            # Pages of documents lead to central law by number.
            return True
        if shares_one_of(self.own_hosts, address):
            return True
        return expected.subject is not None and host in self.hosts.get(
            expected.subject, frozenset()
        )


def surroundings_of(looked: Sequence[WatchedAddress], *, today: date) -> Surroundings:
    """Seven queries, however many addresses and portals."""
    portals = {one.portal_id for one in looked}
    own = frozenset(portals_by_hostname(today)) | {settings.PORTALS_ADMIN_HOST}
    return Surroundings(own, _addresses_of(portals), _hosts_of(looked), _confirmed_on(portals))


def _addresses_of(portals: set[int]) -> dict[int, frozenset[str]]:
    named: dict[int, set[str]] = defaultdict(set)
    for portal_id, address in [
        *SocialAccount.objects.open().filter(portal__in=portals).values_list("portal", "address"),
        *HomeLink.objects.filter(portal__in=portals).values_list("portal", "address"),
        *Portal.objects.filter(pk__in=portals).exclude(map_link="").values_list("pk", "map_link"),
    ]:
        named[portal_id].add(address)
    usual = {link.address for link in USUAL_LINKS}
    return {portal_id: frozenset(named[portal_id] | usual) for portal_id in portals}


def _hosts_of(looked: Sequence[WatchedAddress]) -> dict[int, frozenset[str]]:
    pages = _subjects(looked, AddressKind.PAGE)
    gone = _subjects(looked, AddressKind.GONE)
    named: dict[int, set[str]] = defaultdict(set)
    if pages:
        stored = InformationPage.objects.filter(pk__in=pages)
        for page in stored.only("intro", "body"):
            text = json.dumps(page.body.get_prep_value(), ensure_ascii=False)
            named[page.pk] |= {host_of(one) for one in _HOSTS.findall(text)}
    if gone:
        for withdrawal in StoryWithdrawal.objects.filter(story__in=gone):
            named[withdrawal.story_id].add(host_of(withdrawal.superseding_address))
        for removal in InformationRemoval.objects.filter(page__in=gone):
            named[removal.page_id].add(host_of(removal.superseding_address))
    return {page: frozenset(hosts) for page, hosts in named.items()}


def _confirmed_on(portals: set[int]) -> dict[int, frozenset[str]]:
    """Confirmations are few: all of live texts are read, and where those stand."""
    marks: dict[int, set[str]] = defaultdict(set)
    for page, mark in FindingConfirmation.objects.filter(page__live=True).values_list(
        "page", "mark"
    ):
        marks[page].add(mark)
    found: dict[int, set[str]] = defaultdict(set)
    standing = Placement.objects.standing().filter(portal__in=portals, story__in=marks)
    for portal_id, story_id in standing.values_list("portal", "story"):
        found[portal_id] |= marks[story_id]
    own = InformationPage.objects.filter(pk__in=marks)
    homes = dict(Portal.objects.filter(pk__in=portals).values_list("root__path", "pk"))
    for page_id, path in own.values_list("pk", "path"):
        home = next((homes[one] for one in homes if one and path.startswith(one)), None)
        if home is not None:
            found[home] |= marks[page_id]
    return {portal_id: frozenset(some) for portal_id, some in found.items()}


def expectations_of(
    looked: Sequence[WatchedAddress], hosts: Mapping[int, str], *, began_at: datetime
) -> list[Expected]:
    """What each of `looked` should be, in that order; `hosts` by portal. Nine queries at most. Ask after the fetch:
    what was published in between is known then."""
    told = _told(looked)
    papers, proofs = papers_told(looked, told), proofs_told(looked)
    pending = _pending(looked)
    logged = _logged(looked, told)
    return [
        Expected(
            one.portal_id,
            hosts[one.portal_id],
            one.path,
            AddressKind(one.kind),
            one.known_digest,
            one.subject,
            _content_of(one, told, papers, pending, logged, began_at),
            proofs.get(one.subject or 0) if one.kind in PROVING else None,
        )
        for one in looked
    ]


def _content_of(
    one: WatchedAddress,
    told: Mapping[int, LedgerEntry],
    papers: Mapping[tuple[int, int], str],
    pending: Mapping[int, set[str]],
    logged: set[int],
    began_at: datetime,
) -> ContentExpected | None:
    if one.subject is None or one.kind not in CONTENT:
        return None
    entry = told.get(one.subject)
    body = Entry.from_bytes(bytes(entry.entry)).body if entry else {}
    late = one.watched_since > began_at + FIRST_SIGHT
    return ContentExpected(
        story_id=one.subject,
        text_hash=str(body.get("text", "")),
        title=str(body.get("title", "")),
        is_withdrawn=entry is not None and entry.kind in WITHDRAWN,
        is_pending=bool(pending.get(one.subject, set()) - _not_of(one)),
        must_be_recorded=entry is None
        and late
        and one.kind == AddressKind.STORY
        and one.subject not in logged,
        paper=papers.get((one.subject, one.portal_id), ""),
    )


def _not_of(one: WatchedAddress) -> set[str]:
    """The acts that change nothing at this address: a PDF that is still to be made leaves the text what it is."""
    return {PAPER} if one.kind in {AddressKind.STORY, AddressKind.PAGE} else set()


def _told(looked: Sequence[WatchedAddress]) -> dict[int, LedgerEntry]:
    """The newest entry about each content."""
    subjects = [str(one.subject) for one in looked if one.kind in CONTENT]
    if not subjects:
        return {}
    entries = LedgerEntry.objects.filter(kind__in=ABOUT_CONTENT, subject__in=set(subjects))
    newest = entries.order_by("subject", "-pk").distinct("subject")
    return {int(entry.subject): entry for entry in newest}


def _pending(looked: Sequence[WatchedAddress]) -> dict[int, set[str]]:
    """By content, the kinds of acts that are not in the ledger yet."""
    contents = {one.subject for one in looked if one.kind in CONTENT}
    # What only stands there is not about to change, however long its entry takes; nor a PDF that was given up.
    acts = ActToRecord.objects.exclude(kind=STANDING).exclude(kind=PAPER, given_up_at__isnull=False)
    waiting: dict[int, set[str]] = defaultdict(set)
    acts = acts.annotate(text=Coalesce("page", "story")).filter(text__in=contents)
    for text, kind in acts.values_list("text", "kind"):
        waiting[text].add(kind)
    return waiting


def _logged(looked: Sequence[WatchedAddress], told: Mapping[int, LedgerEntry]) -> set[int]:
    """Of the contents that the ledger does not know, those about which an act is on record."""
    unknown = {one.subject for one in looked if one.kind == AddressKind.STORY} - set(told)
    if not unknown:
        return set()
    acts = PageLogEntry.objects.filter(page__in=unknown, action__in=MADE_PUBLIC)
    return set(acts.values_list("page", flat=True))


def _subjects(looked: Sequence[WatchedAddress], kind: AddressKind) -> set[int]:
    return {one.subject for one in looked if one.kind == kind and one.subject is not None}


CONTENT = {AddressKind.STORY, AddressKind.PAPER, AddressKind.PAGE, *PROVING}
