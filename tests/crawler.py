"""The walk along the walls: every address of the admin host, asked by somebody whom its things do not concern.

What is asked is found, not listed: the addresses by the resolver, the things by the models (`tests/tenant_models.py`),
and what to send by the pages that the owner is shown: their links and their forms, filled in as they come.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from portals.boards.models import User
from tests import tenant_models
from tests.support.noting import Noting, noting
from tests.tenant_models import OURS
from tests.walls import BEGINNING, Things, body, desk_client, fillings, shows, views

# Written by whoever asks, about themselves: the log of the attempt, their session, the counts of their attempts, what
# they looked at as auditors.
OWN_TRACES = {
    "wagtailcore_modellogentry", "django_session", "axes_accessattempt", "axes_accesslog",
    "auditors_auditoraccess",
}  # fmt: skip
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# They end the session that walks, or change the account that walks.
LEAVING = ("logout", "/account/", "password_reset")
# As browsers send forms that bring no file: in parts, as the client of tests does by itself, each field costs as much
# as a file.
AS_A_FORM = "application/x-www-form-urlencoded"
FORM = {
    "title": "cướp",
    "slug": "cuop",
    "lead": "cướp",
    "new_title": "cướp",
    "new_slug": "cuop",
    "reason": "cướp",
    "kind": "in_error",
    "verdict": "passed",
    "subject": "land",
    "text": "cướp",
    "comment": "cướp",
    "den": "999999",
    "answer": "cướp",
    "decision": "refuse",
    "go_live_at": "2099-01-01T00:00",
}


@dataclass
class Walk:
    """What came of a walk: the views that showed or changed something of a stranger's, each with an address."""

    asked: int = 0
    addresses: set[str] = field(default_factory=set)
    answers: dict[str, int] = field(default_factory=dict)
    # What was read of the query for an address; None where it was looked through as a whole.
    reads: dict[str, set[str] | None] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def note(self, address: str, response: HttpResponseBase, mark: str) -> None:
        self.asked += 1
        self.addresses.add(address.partition("?")[0])
        self.answers[address] = response.status_code
        if shows(response, mark):
            self.shown[name_of(address)] = address
        if response.status_code >= 500:
            self.broken[name_of(address)] = f"{response.status_code} {address}"

    def may_read(self, address: str, query: Iterable[str]) -> bool:
        """Whether a page that was asked for without a query read one of these names then, of which there was none.

        A view that is asked in the same way does the same until it reads a name that was sent.
        """
        reads = self.reads[address]
        return reads is None or not reads.isdisjoint(query)

    @property
    def leaks(self) -> dict[str, str]:
        return self.shown | self.changed | self.broken


@dataclass(frozen=True)
class Turn:
    """The views that one of several takes, who between them walk everywhere: all that leads to one view goes together.

    For people whose rights lie within those of another who walks the whole way. `also` are views that are taken anyhow.
    """

    number: int = 0
    of: int = 1
    also: frozenset[str] = frozenset()

    def takes(self, address: str) -> bool:
        name = name_of(address)
        return zlib.crc32(name.encode()) % self.of == self.number or name in self.also

    def of_all(self, found: Iterable[str]) -> list[str]:
        """What this one takes of these addresses, each once."""
        return list(filter(self.takes, dict.fromkeys(found)))


WHOLE = Turn()


@dataclass
class Errand:
    """What an owner's browser may ask for: addresses with queries, and forms with what they hold."""

    links: dict[str, None] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    forms_of_views: dict[str, dict[str, Any]] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)


def addresses(first: Things, rest: Things) -> Iterator[str]:
    """Every address of the admin host, filled with things."""
    for view_name, parameters in views():
        for arguments in fillings(view_name, parameters, first, rest):
            try:
                yield reverse(view_name, kwargs=arguments)
            except NoReverseMatch:
                if parameters:
                    raise


def name_of(address: str) -> str:
    """The name of the view behind an address."""
    return _view_at(urlsplit(address).path, settings.ROOT_URLCONF)[0] or address


# The same addresses are asked for by one person after the other.
@lru_cache(maxsize=20_000)
def _view_at(path: str, urlconf: Any) -> tuple[str, bool]:
    """The name of the view there and whether it is of ours; of no name where there is none."""
    try:
        found = resolve(path, urlconf)
    except Resolver404:
        return "", False
    return str(found.view_name), found.func.__module__.partition(".")[0] in OURS


def _is_ours(address: str) -> bool:
    return _view_at(urlsplit(address).path, settings.ROOT_URLCONF)[1]


def errand_of(owner: User, things: Things) -> Errand:
    """Ask for everything as its owner would, and take note of where the pages lead and what they send."""
    client, errand = desk_client(owner), Errand()
    for address in dict.fromkeys(addresses(things, things)):
        if any(word in address for word in LEAVING) or not _is_ours(address):
            continue
        response = client.get(address)
        content = body(response)
        if things.mark.encode() in content:
            errand.opened[name_of(address)] = address
        if response.status_code == 200 and b"</html>" in content:
            _note(BeautifulSoup(content, "html.parser"), address, errand)
    return errand


def _note(page: BeautifulSoup, address: str, errand: Errand) -> None:
    for link in page.select("a[href*='?']"):
        target = urljoin(address, str(link["href"]))
        if target.startswith("/"):
            errand.links[target.partition("#")[0]] = None
    for form in page.select("form"):
        target = urljoin(address, str(form.get("action") or address)).partition("?")[0]
        if target.startswith("/"):
            fields = _fields(form)
            errand.forms.setdefault(target, {}).update(fields)
            errand.forms_of_views.setdefault(name_of(target), {}).update(fields)


def _fields(form: Any) -> dict[str, Any]:
    """What a browser would send of a form, and the first choice where nothing is chosen."""
    fields: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name], button[name]"):
        kind = control.get("type", "text")
        if kind not in {"file", "image", "reset"} and not (
            kind in {"radio"} and control["name"] in fields
        ):
            fields[control["name"]] = control.get("value") or control.text.strip() or "cướp"
    for choice in form.select("select[name]"):
        values = [option.get("value") for option in choice.select("option") if option.get("value")]
        if values:
            fields[choice["name"]] = values[-1]
    return fields


def widened(things: Things) -> dict[str, Any]:
    """A query that names a stranger's things by all names that lists are narrowed by."""
    return {
        "q": BEGINNING,
        "search_all": "1",
        "id": [things.draft.pk, things.image.pk, things.document.pk],
        "parent_page_id": things.draft.pk,
        "target_pages[]": things.draft.pk,
        "collection_id": things.portal.collection_id,
        "portal": things.portal.pk,
        "cong": things.portal.pk,
        "owner": things.author.pk,
        "person": things.author.username,
    }


@noting()
def read_along(
    client: Client, theirs: Things, mine: Things | None, errand: Errand, turn: Turn = WHOLE
) -> Walk:
    """Ask for all that is theirs, and for what is mine with their names in the query: each view of it once.

    With names that a page did not ask its query for it would be the same page.
    """
    walk = Walk()
    for address in filter(_stays, turn.of_all([*addresses(theirs, theirs), *errand.links])):
        _ask(walk, client, theirs, address)
    if mine is None:
        return walk
    own = filter(_stays, turn.of_all(addresses(mine, mine)))
    for address in {name_of(address): address for address in own}.values():
        # What names no thing was asked for above.
        answer = walk.answers.get(address) or _ask(walk, client, theirs, address)
        if answer == 200:
            _ask_by_names(walk, client, theirs, address)
    mixed = turn.of_all([*addresses(theirs, mine), *addresses(mine, theirs)])
    for address in filter(_stays, mixed):
        if address not in walk.addresses:
            _ask(walk, client, theirs, address)
    return walk


def _ask_by_names(walk: Walk, client: Client, theirs: Things, address: str) -> None:
    wide = widened(theirs)
    narrow = {key: wide[key] for key in ("portal", "cong", "owner", "person")}
    # The wall in front of all views reads names that are in the wide one.
    _ask(walk, client, theirs, address, wide)
    for query in ({"q": BEGINNING}, narrow):
        if walk.may_read(address, query):
            _ask(walk, client, theirs, address, query)


def _stays(address: str) -> bool:
    return "logout" not in address


def _ask(
    walk: Walk, client: Client, theirs: Things, address: str, query: dict[str, Any] | None = None
) -> int:
    Noting.forget()
    response = client.get(address, query)
    walk.note(address, response, theirs.mark)
    if query is None:
        walk.reads[address] = None if Noting.whole else set(Noting.names)
    return response.status_code


def write_along(
    client: Client, theirs: Things, mine: Things | None, errand: Errand, turn: Turn = WHOLE
) -> Walk:
    """Send the owner's forms to all that is theirs, and to all that is mine with their things inside."""
    walk = Walk()
    # Rights that ran out end with whatever is asked first, and leave their groups then.
    client.get("/")
    watch = Watch(theirs, client)
    inside = {
        "section": theirs.published.get_parent().pk,
        "story": theirs.draft.pk,
        "page": theirs.draft.pk,
        "tin": theirs.delivery.pk,
        "cong": theirs.portal.pk,
        "lead_image": theirs.image.pk,
        "collection": theirs.portal.collection_id,
    }
    asked = [*addresses(theirs, theirs), *errand.forms]
    if mine is not None:
        asked += addresses(mine, theirs)
    for address in turn.of_all(asked):
        if any(word in address for word in (*LEAVING, "login")):
            continue
        # Where a page is moved or copied to; the wall itself looks for it, so forms of ours go without.
        to = {} if _is_ours(address) else {"new_parent_page": theirs.published.get_parent().pk}
        owners = errand.forms.get(address) or errand.forms_of_views.get(name_of(address), {})
        # A form that is shown again says what was sent: without the mark, that is no sign.
        owners = {key: str(value).replace(theirs.mark, "") for key, value in owners.items()}
        with connection.execute_wrapper(watch):
            response = client.post(
                f"{address}?id={theirs.draft.pk}", urlencode(FORM | inside | to | owners), AS_A_FORM
            )
        walk.note(address, response, theirs.mark)
        changed = watch.changed()
        if changed:
            walk.changed[name_of(address)] = f"{response.status_code} {address} {changed}"
    return walk


class Watch:
    """Says which things of a board have changed since it was asked last; looks only where something was written.

    What a person who left the board does elsewhere is not the board's: whoever asks is not counted among its people.
    """

    def __init__(self, things: Things, client: Client) -> None:
        asker = client.session.get(SESSION_KEY)
        self._portal = things.portal
        self._people = [person for person in things.people if str(person.pk) != asker]
        self._known = tenant_models.picture(self._portal, self._people, None)
        self._touched: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written = WRITES.match(sql)
        if written:
            self._touched.add(written[1])
        return execute(sql, params, many, context)

    def changed(self) -> list[str]:
        written, self._touched = self._touched - OWN_TRACES, set()
        if not written:
            return []
        now = tenant_models.picture(self._portal, self._people, written)
        changed = [label for label, rows in now.items() if rows != self._known[label]]
        self._known |= now
        return changed
