"""Inviting everybody without a password, on all boards below, by mail or on sheets."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portals.boards.actions.inviting import invite_on_sheet
from portals.boards.actions.people import Person, Term, appoint_person
from portals.boards.enums import Position
from portals.boards.models import Invitation, User
from portals.models import Portal
from tests.factories import make_member, make_portal, make_province_tree
from tests.support.mail import deliver
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

ADDRESS = "/ban-bien-tap/moi/"
NAMES = ("Đỗ Thị Mến", "Ngô Văn Thử", "Lê Thị Mẫu")


def newcomer(portal: Portal, name: str, *, email: str = "") -> User:
    now = timezone.now()
    return appoint_person(
        board=portal.board,
        person=Person(name, "", email),
        term=Term(Position.EDITOR, timezone.localdate(now)),
        actor=None,
        now=now,
    ).user


@pytest.fixture
def tree():
    return make_province_tree(2)


@pytest.fixture
def boss(tree) -> User:
    return make_member(tree[1], Position.SECRETARY)


def shown(client) -> str:
    return body(client.get(ADDRESS)).decode()


class TestThePage:
    def test_names_whoever_has_no_password_on_the_boards_below(self, tree, boss) -> None:
        _province, _district, (one, two) = tree
        make_member(one)
        newcomer(one, NAMES[0])
        invited = newcomer(two, NAMES[1])
        invite_on_sheet(board=two.board, user=invited, actor=boss, now=timezone.now())
        newcomer(make_portal(), NAMES[2])

        page = shown(desk_client(boss))

        assert [name for name in NAMES if name in page] == [NAMES[0]]

    def test_finds_a_person_or_a_portal_accents_aside(self, tree, boss) -> None:
        _province, _district, (one, two) = tree
        newcomer(one, NAMES[0])
        newcomer(two, NAMES[1])
        client = desk_client(boss)
        for words in ("mến", "do thi MEN", one.name):
            page = body(client.get(ADDRESS, {"q": words})).decode()
            assert [name for name in NAMES if name in page] == [NAMES[0]], words

    def test_opens_for_who_oversees_boards_only(self, tree) -> None:
        _province, _district, (one, _two) = tree

        assert desk_client(make_member(one, Position.HEAD)).get(ADDRESS).status_code == 404

    def test_asks_the_same_for_few_people_and_many(self, tree, boss) -> None:
        _province, _district, (one, _two) = tree
        client = desk_client(boss)
        counts = []
        for number in (2, 12):
            for each in range(number):
                newcomer(one, f"Nguyễn Văn Thử {number} {each}")
            shown(client)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                shown(client)
            counts.append(len(queries))

        assert counts[0] == counts[1]


class TestInviting:
    def test_by_mail_reaches_whoever_has_an_address(self, tree, boss) -> None:
        _province, _district, (one, two) = tree
        with_address = newcomer(one, NAMES[0], email="men@example.vn")
        newcomer(two, NAMES[1])

        response = desk_client(boss).post(ADDRESS, {"mails": "1"})
        deliver()

        assert response.headers["Location"] == reverse("boards_invite")
        assert [sent.to for sent in mail.outbox] == [["men@example.vn"]]
        assert [one.user for one in Invitation.objects.all()] == [with_address]

    def test_on_sheets_gives_each_a_code_that_opens(self, tree, boss) -> None:
        _province, _district, (one, two) = tree
        newcomer(one, NAMES[0], email="men@example.vn")
        newcomer(two, NAMES[1])

        page = body(desk_client(boss).post(ADDRESS, {"sheets": "1"})).decode()

        assert len(set(re.findall(r"sheet__code\">([^<]+)<", page))) == 2
        assert one.title in page
        assert two.title in page
        assert Invitation.objects.filter(way=Invitation.Way.SHEET).count() == 2

    def test_keeps_to_the_filter(self, tree, boss) -> None:
        province, district, (one, _two) = tree
        head = make_member(province, Position.HEAD)
        newcomer(one, NAMES[0])
        elsewhere = make_portal("department", overseer=province)
        newcomer(elsewhere, NAMES[1])

        page = body(
            desk_client(head).post(ADDRESS, {"sheets": "1", "overseer": district.pk})
        ).decode()

        assert NAMES[0] in page
        assert NAMES[1] not in page
