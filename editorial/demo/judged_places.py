"""Where the results of the judged set stand in the demo that runs: their addresses, asked of the database once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.db.models import QuerySet
from django.urls import reverse

from editorial.answers.models import ReleasedAnswer
from editorial.enums import PlacementRole
from editorial.models import InformationPage, OfficialDocumentPage, Placement, SectionPage
from editorial.procedures.models import Procedure
from editorial.search.judged.reading import JudgedResult, JudgedSet, ResultKind
from portals.accountability.models import CouncilPetition
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.running import Address

PUBLIC = "portals.urls.public"
# In the place of a host, where the same page is right on any portal.
ANYWHERE = ""


class JudgedPlaces:
    """Addresses by the keys of results, and back. What is not in this demo has no address."""

    def __init__(self, judged: JudgedSet) -> None:
        portals = Portal.objects.filter(closed_on=None).select_related("site")
        self._hosts = {portal.code: main_hostname(portal) for portal in portals}
        self._keys: dict[Address, set[str]] = {}
        self._known: set[str] = set()
        for key, result in judged.results.items():
            for address in self._places(result):
                self._known.add(key)
                self._keys.setdefault(address, set()).add(key)

    def host_of(self, code: str) -> str | None:
        """Return the host of a portal; None where there is none of this code."""
        return self._hosts.get(code)

    def has(self, key: str) -> bool:
        return key in self._known

    def keys_at(self, address: Address) -> frozenset[str]:
        """Return which results stand at an address; the path may be quoted, a question behind it is not heeded."""
        path = unquote(address.path.partition("?")[0])
        here = (Address(address.host, path), Address(ANYWHERE, path))
        return frozenset().union(*(self._keys.get(one, ()) for one in here))

    def _places(self, result: JudgedResult) -> Iterator[Address]:
        if result.portal and result.portal not in self._hosts:
            return
        for host, path in _FINDERS[result.kind](result):
            yield Address(self._hosts.get(host, ANYWHERE), path)


# Codes of portals, and paths on them. An empty code: on any.
type _Places = Iterator[tuple[str, str]]


def _texts(result: JudgedResult) -> _Places:
    yield from _placed(story__title=result.name, story__in=_written_by(result.portal))


def _titles(result: JudgedResult) -> _Places:
    here = {"portal__code": result.portal} if result.portal else {}
    yield from _placed(story__title__icontains=result.name, **here)


def _documents(result: JudgedResult) -> _Places:
    pages = OfficialDocumentPage.objects.filter(
        number=result.name, pk__in=_written_by(result.portal)
    )
    yield from _placed(story__in=pages.values("pk"))


def _written_by(code: str) -> QuerySet[Placement, Any]:
    """Return the ids of the stories that a portal wrote; they may stand on others as well."""
    own = Placement.objects.filter(portal__code=code, role=PlacementRole.ORIGIN)
    return own.filter(portal__closed_on=None).values("story_id")


def _placed(**narrowing: Any) -> _Places:
    for placed in (
        Placement.objects.standing()
        .filter(**narrowing)
        .select_related("portal", "section", "story")
    ):
        yield placed.portal.code, placed.path


def _pages(result: JudgedResult) -> _Places:
    codes = dict(Portal.objects.filter(closed_on=None).values_list("root__path", "code"))
    for page in InformationPage.objects.filter(title=result.name, live=True):
        code = next((codes[root] for root in codes if root and page.path.startswith(root)), None)
        if code is not None and result.portal in {"", code}:
            yield code, page.public_path()


def _procedures(result: JudgedResult) -> _Places:
    if Procedure.objects.filter(code=result.name, ended_on=None).exists():
        yield ANYWHERE, reverse("procedure", args=[result.name], urlconf=PUBLIC)


def _portals(result: JudgedResult) -> _Places:
    yield result.portal, "/"


def _sections(result: JudgedResult) -> _Places:
    own = SectionPage.objects.filter(
        portal__code=result.portal, portal__closed_on=None, section_type=result.name, live=True
    )
    for slug in own.values_list("slug", flat=True):
        yield result.portal, reverse("section", args=[slug], urlconf=PUBLIC)


def _answers(result: JudgedResult) -> _Places:
    found = ReleasedAnswer.objects.standing().filter(subject=result.name)
    if result.portal:
        found = found.filter(portal__code=result.portal)
    for pk, code in found.values_list("pk", "portal__code"):
        yield code, reverse("answer", args=[pk], urlconf=PUBLIC)


def _petitions(result: JudgedResult) -> _Places:
    """One before a council, and the answer to it, which stands among those to citizens as well."""
    cases = CouncilPetition.objects.filter(text__startswith=result.name)
    for pk in cases.values_list("pk", flat=True):
        yield ANYWHERE, reverse("petition", args=[pk], urlconf=PUBLIC)
    answered = ReleasedAnswer.objects.standing().filter(case__in=cases.values("case"))
    for pk, code in answered.values_list("pk", "portal__code"):
        yield code, reverse("answer", args=[pk], urlconf=PUBLIC)


def _paths(result: JudgedResult) -> _Places:
    yield result.portal, result.name


_FINDERS: Mapping[ResultKind, Callable[[JudgedResult], _Places]] = {
    ResultKind.TEXT: _texts,
    ResultKind.DOCUMENT: _documents,
    ResultKind.TITLES: _titles,
    ResultKind.PAGE: _pages,
    ResultKind.PROCEDURE: _procedures,
    ResultKind.PORTAL: _portals,
    ResultKind.SECTION: _sections,
    ResultKind.ANSWER: _answers,
    ResultKind.PETITION: _petitions,
    ResultKind.PATH: _paths,
}
