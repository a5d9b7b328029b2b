"""Of fifty sendings of strangers none is public, and nobody's page does what one of them says."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from portals.accountability.links import follow_path
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.mail.models import OutgoingMail
from tests.editorial.asking.asked import post
from tests.editorial.asking.injected import MARK, TRIED, sending
from tests.factories import make_member, make_portal
from tests.support.known import forget_what_is_known, known_as_to_a_server  # noqa: F401  (a fixture)
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
# Where answers, numbers of requests or words of people stand or would stand.
PUBLIC = (
    *(
        "/",
        "/hoi-dap/",
        "/hoi-dap/rss.xml",
        "/hoi-dap/thong-ke/",
        "/hoi-dap/thong-ke.csv",
        "/hoi-dap/?q=thôn",
    ),
    *("/hoi-dap/cau-tra-loi.csv", "/hoi-dap/feed.json"),
    *(
        "/tim-kiem/?q=thôn",
        "/tim-kiem/?q=chuyện",
        "/so-do/",
        "/sitemap.xml",
        "/rss.xml",
        "/du-lieu-mo/",
    ),
)
# What people wrote is shown as words: none of it may be one of these, or an address of a link.
DOING = ("script", "iframe", "form", "base", "meta", "link", "style", "svg", "math", "img", "a")


@pytest.fixture
def portal():
    cache.clear()
    return make_portal()


def does_something(html: bytes) -> list[str]:
    """The elements of a page whose name or attributes were written by a stranger."""
    return [
        str(one)[:200]
        for one in BeautifulSoup(html, "lxml").find_all(DOING)
        if MARK in f"{one.attrs}" or (one.name in {"script", "style"} and MARK in one.get_text())
    ]


def test_fifty_sendings_are_not_public_and_do_nothing(portal) -> None:
    assert len(TRIED) == 50
    for number in range(len(TRIED)):
        # As many senders: the guard would hold back one of so many.
        answer = post(
            portal, "/gui-cau-hoi/cau-hoi/", sending(number), REMOTE_ADDR=f"10.9.{number}.1"
        )
        assert answer.status_code in {200, 303, 422}, (number, answer.status_code)
        assert does_something(answer.content) == []
    kept = list(CitizenCase.objects.select_related("portal__site"))
    assert len(kept) >= 45
    # What is around the pages is read anew as well.
    forget_what_is_known()

    for place in (portal, make_portal("province")):
        for path in PUBLIC:
            answer = visit(place, path)
            assert answer.status_code in {200, 404}, path
            body = b"".join(answer) if answer.streaming else answer.content
            assert MARK not in body.decode(), path

    desk = desk_client(make_member(portal, Position.EDITOR))
    assert does_something(desk.get(reverse("case_queue", args=[portal.pk])).content) == []
    for case in kept:
        assert does_something(visit(portal, follow_path(case)).content) == []
        assert does_something(desk.get(reverse("case_page", args=[case.pk])).content) == []
    assert not any(MARK in mail.subject + mail.text for mail in OutgoingMail.objects.all())
