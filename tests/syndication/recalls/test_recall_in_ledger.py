"""A recall stands in the ledger with every address at which the story stood."""

from __future__ import annotations

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Placement
from editorial.public_record.recording import record_waiting
from portals.addresses import main_origin
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry, LedgerSalt
from syndication.jobs import place_dispatch
from syndication.recalls import ledger_entries
from syndication.recalls.recalling import UnableToRecall, recall_story
from tests.syndication.casts import Province, make_cast, send

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[Entry]:
    rows = LedgerEntry.objects.filter(kind=kind).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


def recalled() -> tuple[Province, list[str]]:
    """A story that stood on four portals, recalled; and where it stood."""
    cast = make_cast()
    place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
    standing = Placement.objects.standing().filter(story=cast.story)
    addresses = sorted(
        main_origin(one.portal) + one.path
        for one in standing.select_related("portal__site", "section", "story")
    )
    recall_story(
        story=cast.story,
        actor=cast.head,
        kind=RemovalKind.IN_ERROR,
        reason="Sai số liệu",
        now=timezone.now(),
    )
    assert told("recall") == []
    record_waiting(now=timezone.now())
    return cast, addresses


def test_names_every_address_and_no_person() -> None:
    cast, addresses = recalled()
    [entry] = told("recall")
    assert len(addresses) == 4
    assert entry.body["addresses"] == addresses
    assert (entry.body["content"], entry.body["reason"]) == (str(cast.story.pk), "Sai số liệu")
    assert (entry.office, entry.portal) == (cast.portal.agency, cast.portal.site.hostname)
    salt = LedgerSalt.objects.get(commitment=entry.body["decided"])
    assert salt.value == {"user": cast.head.pk, "name": str(cast.head)}
    # The withdrawal on its own portal, of which the recall consists, stands before it, and the publication first.
    [withdrawal] = told("withdrawal")
    order = LedgerEntry.objects.filter(subject=str(cast.story.pk)).order_by("pk")
    assert list(order.values_list("kind", flat=True)) == ["publication", "withdrawal", "recall"]
    assert withdrawal.body["address"] in addresses


def test_of_more_addresses_than_an_entry_holds_takes_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_entries, "ROOM_FOR_ADDRESSES", 150)
    _cast, addresses = recalled()
    parts = [entry.body["addresses"] for entry in told("recall")]
    assert len(parts) > 1
    assert [address for part in parts for address in part] == addresses


def test_that_was_refused_leaves_nothing() -> None:
    cast, _addresses = recalled()
    before = LedgerEntry.objects.count(), ActToRecord.objects.count()
    with pytest.raises(UnableToRecall):
        recall_story(
            story=cast.story,
            actor=cast.head,
            kind=RemovalKind.IN_ERROR,
            reason="Lại",
            now=timezone.now(),
        )
    assert (LedgerEntry.objects.count(), ActToRecord.objects.count()) == before
