"""Lists and choosers of images and files say how far the examination of each is."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import PortalDocument, PortalImage
from editorial.models.media import MOST_TRIES
from portals.boards.enums import Position
from portals.uploads.states import Examination
from tests.factories import make_document, make_image, make_member, make_portal
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown():
    """A portal with a file of each state, and its officer's browser."""
    portal = make_portal()
    desk = desk_client(make_member(portal, Position.EDITOR))

    def make(times: int = 1) -> None:
        for model, factory in ((PortalImage, make_image), (PortalDocument, make_document)):
            for fields in (
                {"examination": Examination.EXAMINING},
                {"examination": Examination.REFUSED, "refusal": "Có macro."},
                {"examination": Examination.EXAMINING, "examination_tries": MOST_TRIES},
                {},
            ):
                for _ in range(times):
                    item = factory(portal)
                    model.objects.filter(pk=item.pk).update(**fields)

    make()
    return desk, make


LISTS = [
    "/images/",
    "/images/?layout=list",
    "/images/chooser/",
    "/images/chooser/?layout=list",
    "/images/chooser/?multiple=1",
    "/documents/",
    "/documents/chooser/",
]


class TestListsOfFiles:
    @pytest.mark.parametrize("address", LISTS)
    def test_say_in_words_how_far_the_examination_is(self, shown, address: str) -> None:
        desk, _more = shown
        answer = desk.get(address, headers={"x-requested-with": "XMLHttpRequest"})
        assert answer.status_code == 200
        text = answer.content.decode()
        if answer["Content-Type"].startswith("application/json"):
            text = answer.json()["html"]
        states = BeautifulSoup(text, "html.parser").select(".file-state")
        assert sorted(state.get_text(strip=True) for state in states) == [
            "bị từ chối",
            "chưa kiểm tra được",
            "đang kiểm tra",
        ]

    @pytest.mark.parametrize("address", [LISTS[0], *LISTS[4:]])
    def test_ask_no_more_for_many(self, shown, address: str) -> None:
        desk, more = shown

        def queries() -> int:
            desk.get(address)
            with CaptureQueriesContext(connection) as captured:
                desk.get(address)
            return len(captured)

        before = queries()
        more(2)
        assert queries() == before
