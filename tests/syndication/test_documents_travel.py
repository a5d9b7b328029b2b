"""Official documents are sent, found and recalled as stories are: one row of placement a portal, no page copied."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import OfficialDocumentPage, Placement
from portals.models import Portal
from syndication.jobs import place_dispatch
from syndication.recalls.recalling import recall_story
from tests.factories import make_official
from tests.support.visiting import visit
from tests.syndication.casts import Province, make_cast, send

pytestmark = pytest.mark.django_db
BY_NUMBER = "/van-ban/so/96-qd-ubnd/"


@pytest.fixture
def cast() -> Province:
    return make_cast()


@pytest.fixture
def document(cast: Province) -> OfficialDocumentPage:
    document = make_official(
        cast.portal, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), author=cast.head
    )
    dispatch = send(document, cast.head)
    place_dispatch(dispatch_id=dispatch.pk)
    return document


def receivers(cast: Province, document: OfficialDocumentPage) -> list[Portal]:
    standing = Placement.objects.standing().filter(story=document).exclude(portal=cast.portal)
    return [row.portal for row in standing.select_related("portal__site", "section")]


def test_stand_in_the_register_of_every_portal(
    cast: Province, document: OfficialDocumentPage
) -> None:
    found = receivers(cast, document)
    assert len(found) == 3
    assert OfficialDocumentPage.objects.count() == 1
    for portal in found:
        assert visit(portal, BY_NUMBER).status_code == 302
        assert document.title in visit(portal, "/van-ban/").content.decode()


def test_stand_in_the_section_of_documents(document: OfficialDocumentPage) -> None:
    sections = Placement.objects.filter(story=document).values_list(
        "section__section_type", flat=True
    )
    assert set(sections) == {"van-ban"}


def test_are_gone_from_every_register_once_recalled(
    cast: Province, document: OfficialDocumentPage
) -> None:
    found = receivers(cast, document)
    recall_story(
        story=document,
        actor=cast.head,
        kind=RemovalKind.IN_ERROR,
        reason="Nhầm bản",
        now=timezone.now(),
    )
    for portal in [cast.portal, *found]:
        assert visit(portal, BY_NUMBER).status_code == 404
        assert document.title not in visit(portal, "/van-ban/").content.decode()
