"""The check of the printed accounts turns false where one of them is not as is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.demo import accounts, pages
from portals.demo.logins import Login, logins_of
from portals.demo.organisations import ORGANISATIONS
from portals.demo.pages import DemoPage
from portals.demo.people import PASSWORD
from portals.models import Portal
from tests.factories import make_member, make_province_tree, published_story
from tests.support.demo import found_by

# Pages of the desk that a head of a commune opens, and does not.
OPEN, SHUT = "syndication:received", "scoring:assess_list"


pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Portal:
    province, district, communes = make_province_tree()
    for portal in (province, district, *communes):
        published_story(portal)
    return province


class TestAccounts:
    @pytest.fixture
    def head(self, province: Portal, monkeypatch: pytest.MonkeyPatch) -> BoardMember:
        commune = Portal.objects.filter(tier="commune").first()
        user = make_member(commune, Position.HEAD)
        user.set_password(PASSWORD)
        user.save()
        login = Login(user.username, "Trưởng ban", ((commune.code, Position.HEAD),))
        page = DemoPage(OPEN, opens_for=frozenset({user.username}))
        other = DemoPage(SHUT, frozenset(), is_refused_to=frozenset({user.username}))
        monkeypatch.setattr(pages, "_pages", [page, other])
        monkeypatch.setattr(accounts, "logins_of", lambda _organisation: (login,))
        return BoardMember.objects.get(user=user)

    def fault(self) -> str:
        return "".join(found_by(accounts.ACCOUNTS)["logins"].faults)

    def test_are_right_where_each_gets_in_and_meets_what_is_said(self, head: BoardMember) -> None:
        found = found_by(accounts.ACCOUNTS)["logins"]
        assert found.is_good, found.faults

    def test_name_one_with_another_post(self, head: BoardMember) -> None:
        head.position = Position.EDITOR
        head.save()
        assert "EDITOR" in self.fault()

    def test_name_one_with_another_password(self, head: BoardMember) -> None:
        head.user.set_password("mat-khau-khac")  # pragma: allowlist secret
        head.user.save()
        assert "no way in" in self.fault()

    @pytest.mark.parametrize("name", [OPEN, SHUT])
    def test_name_one_that_opens_other_pages(
        self, head: BoardMember, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        said = [
            replace(page, opens_for=page.is_refused_to, is_refused_to=page.opens_for)
            if page.name == name
            else page
            for page in pages.demo_pages()
        ]
        monkeypatch.setattr(pages, "_pages", said)
        assert name in self.fault()

    def test_say_nothing_of_pages_that_name_others(
        self, head: BoardMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        of_another = DemoPage(SHUT, opens_for=frozenset({"ai-khac"}))
        monkeypatch.setattr(pages, "_pages", [of_another])
        assert self.fault() == ""


def test_a_page_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_pages", [])
    pages.register(DemoPage(OPEN, frozenset()))
    with pytest.raises(ValueError, match=OPEN):
        pages.register(DemoPage(OPEN, frozenset({"ai-do"})))


def test_pages_name_accounts_that_are_printed() -> None:
    of_each = [logins_of(one) for one in ORGANISATIONS.values()]
    printed = {login.username for logins in of_each for login in logins}
    for page in pages.demo_pages():
        assert page.opens_for
        assert page.opens_for | page.is_refused_to <= printed
        assert not page.opens_for & page.is_refused_to
        # In either state somebody opens it.
        for logins in of_each:
            assert page.opens_for & {login.username for login in logins}
