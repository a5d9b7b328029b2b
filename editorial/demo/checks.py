"""What a reader of the demo meets: the newest story of every portal, and feeds whose dates make sense."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from editorial.models import Placement
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo

ATOM = "{http://www.w3.org/2005/Atom}"


def reads(demo: RunningDemo) -> Iterator[Result]:
    yield demo.expect("newest_stories", _newest_stories(), HTTPStatus.OK)
    yield _feeds(demo)


def _newest_stories() -> list[Address]:
    newest = (
        Placement.objects.standing()
        .order_by("portal_id", "-placed_at", "-pk")
        .distinct("portal_id")
        .select_related("story", "section", "portal__site")
    )
    return [Address(main_hostname(row.portal), row.path) for row in newest]


def _feeds(demo: RunningDemo) -> Result:
    """Count the entries of the Atom and JSON feeds of all portals, and those whose dates contradict each other."""
    hosts = Portal.objects.filter(closed_on=None).values_list("site__hostname", flat=True)
    addresses = [
        Address(host, path) for host in hosts.order_by("pk") for path in ("/atom.xml", "/feed.json")
    ]

    def read(address: Address) -> tuple[int, list[str]]:
        answer = demo.ask(address)
        if answer.status != HTTPStatus.OK:
            return 1, [f"{address}: {answer.status}"]
        told = _atom(answer.body) if address.path == "/atom.xml" else _json(answer.body)
        return told[0], [f"{address}: {fault}" for fault in told[1]]

    found = demo.ask_all(addresses, read)
    total = sum(number for number, _faults in found)
    faults = [fault for _number, some in found for fault in some]
    return Result("feed_entries", total - len(faults), total, faults)


def _atom(body: bytes) -> tuple[int, list[str]]:
    # The product's own answer, from a server that this command started.
    feed = ElementTree.fromstring(body)  # noqa: S314
    entries = feed.findall(f"{ATOM}entry")
    faults = []
    feed_changed = _moment(feed, "updated")
    for entry in entries:
        published, changed = _moment(entry, "published"), _moment(entry, "updated")
        empty = entry.findall(f"{ATOM}link[@rel='enclosure'][@length='0']")
        if not published <= changed <= feed_changed or empty:
            faults.append(entry.findtext(f"{ATOM}id") or "")
    return len(entries), faults


def _json(body: bytes) -> tuple[int, list[str]]:
    items = json.loads(body)["items"]
    return len(items), [
        item["id"]
        for item in items
        if datetime.fromisoformat(item["date_published"])
        > datetime.fromisoformat(item["date_modified"])
    ]


def _moment(element: ElementTree.Element, name: str) -> datetime:
    return datetime.fromisoformat(element.findtext(f"{ATOM}{name}") or "")


READING = DemoCheck(
    {
        "newest_stories": _("Newest story of each portal"),
        "feed_entries": _("Entries of feeds with sound dates"),
    },
    reads,
    rank=20,
)
