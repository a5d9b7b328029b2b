"""Rights follow posts and their dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission

from portals.boards.actions import UnableToAppoint, appoint, derive_rights
from portals.boards.enums import APPROVERS, Position
from portals.boards.models import BoardMember, RightsGroup, User
from portals.boards.queries import WITH_A_POST, holds_post, next_post, portals_of, posts_of
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_member, make_portal, make_user

pytestmark = pytest.mark.django_db


def today() -> date:
    return local_date(timezone.now())


class TestAppointment:
    def test_gives_the_rights_of_the_post(self) -> None:
        portal = make_portal("province")
        editor = make_member(portal, Position.EDITOR)
        contributor = make_member(portal, Position.CONTRIBUTOR)
        assert editor.groups.get().rights.kind == RightsGroup.Kind.EDIT
        assert contributor.groups.get().rights.kind == RightsGroup.Kind.CONTRIBUTE
        assert portal.root.permissions_for_user(editor).can_add_subpage()
        assert not portal.root.permissions_for_user(editor).can_publish()

    @pytest.mark.asvs("2.2.3")
    def test_refuses_two_posts_on_one_board_at_a_time(self) -> None:
        portal = make_portal("province")
        person = make_member(portal, Position.EDITOR)
        with pytest.raises(UnableToAppoint):
            make_member(portal, Position.HEAD, user=person)
        with pytest.raises(IntegrityError):
            BoardMember.objects.create(
                board=portal.board,
                user=person,
                position=Position.HEAD,
                period=DateRange(today(), None),
            )

    def test_refuses_a_term_that_ends_before_it_begins(self) -> None:
        portal = make_portal("province")
        with pytest.raises(UnableToAppoint):
            appoint(
                board=portal.board,
                user=make_user(),
                position=Position.EDITOR,
                starts_on=today(),
                ends_on=today(),
                actor=None,
                now=timezone.now(),
            )


class TestARightByHand:
    def test_counts_for_nothing_and_is_not_asked_for(self, django_assert_num_queries) -> None:
        person = make_user()
        person.user_permissions.add(Permission.objects.get(codename="access_admin"))
        person = User.objects.get(pk=person.pk)
        # The groups, and whether somebody without one is on the team of an audit.
        with django_assert_num_queries(2) as asked:
            assert not person.has_perm("wagtailadmin.access_admin")
        assert not [one for one in asked if "user_permissions" in one["sql"]]


class TestTerms:
    def test_appointed_for_tomorrow_may_not_act_today(self) -> None:
        portal = make_portal("province")
        person = make_member(portal, Position.HEAD, starts_on=today() + timedelta(1))
        assert not person.groups.exists()
        assert person.rights_valid_until == today() + timedelta(1)
        assert not holds_post(person, portal, timezone.now(), APPROVERS)
        tomorrow = timezone.now() + timedelta(days=1)
        assert holds_post(person, portal, tomorrow, APPROVERS)
        derive_rights(user=person, now=tomorrow)
        assert person.groups.count() == 1
        assert next_post(person, timezone.now()).user == person
        assert next_post(person, tomorrow) is None

    def test_a_request_after_the_term_finds_the_rights_gone(self, client: Client, settings) -> None:
        portal = make_portal("province")
        person = make_member(
            portal,
            Position.EDITOR,
            starts_on=today() - timedelta(9),
            ends_on=today() + timedelta(1),
        )
        # As if they had been derived while the term still ran and nobody had come since.
        BoardMember.objects.filter(user=person).update(
            period=DateRange(today() - timedelta(9), today())
        )
        type(person).objects.filter(pk=person.pk).update(rights_valid_until=today())
        client.force_login(person)
        client.get("/", headers={"host": settings.PORTALS_ADMIN_HOST})
        person.refresh_from_db()
        assert not person.groups.exists()

    def test_a_person_on_two_boards_has_both(self) -> None:
        one, two = make_portal("province"), make_portal("province")
        person = make_member(one, Position.EDITOR)
        make_member(two, Position.HEAD, user=person)
        assert person.groups.count() == 2
        assert {portal.pk for portal in portals_of(person, timezone.now())} == {one.pk, two.pk}
        assert [p.pk for p in portals_of(person, timezone.now(), APPROVERS)] == [two.pk]


class TestPostsOf:
    """What is asked by a statement written once is what Django asks."""

    def test_are_found_where_boards_have_other_numbers_than_their_portals(self) -> None:
        with connection.cursor() as cursor:
            # A portal that was not opened in the end took a number, and no board did.
            cursor.execute("SELECT nextval(pg_get_serial_sequence('portals_portal', 'id'))")
        portal = make_portal()
        assert portal.board.pk != portal.pk

        assert posts_of(make_member(portal), timezone.now()) == [(portal, Position.EDITOR)]

    def test_are_those_held_now_by_somebody_active(self) -> None:
        now, others = timezone.now(), [make_portal("province"), make_portal("district")]
        one, two = make_portal(name="Xã B"), make_portal(name="Xã A")
        person = make_member(one, Position.EDITOR)
        make_member(two, Position.HEAD, user=person)
        make_member(others[0], Position.EDITOR, user=person, ends_on=today())
        make_member(others[1], Position.EDITOR, user=person, starts_on=today() + timedelta(1))
        make_member(two, Position.DEPUTY)

        assert posts_of(person, now) == [(two, Position.HEAD), (one, Position.EDITOR)]
        assert posts_of(person, now + timedelta(1))[0] == (others[1], Position.EDITOR)
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert posts_of(person, now) == []

    def test_come_with_every_column_and_all_that_a_page_of_the_desk_needs(
        self, django_assert_num_queries
    ) -> None:
        portal = make_portal()
        person = make_member(portal)
        asked = BoardMember.objects.select_related(
            "board__portal__root", "board__portal__site", "board__portal__tier"
        )
        by_django = asked.get(user=person).board.portal

        with django_assert_num_queries(1):
            [(found, _position)] = posts_of(person, timezone.now())
            pairs = {
                "portal": (found, by_django),
                "board": (found.board, by_django.board),
                "tier": (found.tier, by_django.tier),
                "root": (found.root, by_django.root),
                "site": (found.site, by_django.site),
            }
            assert found.root.home_of is found
            assert found.site.portal is found
        assert set(pairs) == set(WITH_A_POST)
        for name, (ours, theirs) in pairs.items():
            for field in WITH_A_POST[name]._meta.concrete_fields:
                values = getattr(ours, field.attname), getattr(theirs, field.attname)
                assert values[0] == values[1], (name, field)
                assert type(values[0]) is type(values[1]), (name, field)
            assert (ours._state.db, ours._state.adding) == ("default", False)

    def test_of_a_portal_without_pages_and_site_come_without_them(self) -> None:
        portal = make_portal()
        person = make_member(portal)
        Portal.objects.filter(pk=portal.pk).update(root=None, site=None)

        [(found, _position)] = posts_of(person, timezone.now())

        assert (found.root, found.site) == (None, None)


class TestGroups:
    def test_none_may_publish_or_delete_in_bulk(self) -> None:
        make_portal("province")
        codenames = set(GroupPagePermission.objects.values_list("permission__codename", flat=True))
        assert codenames == {"add_page", "change_page"}

    def test_none_of_a_fresh_wagtail_is_left(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.models import Page, Site, Task, Workflow

        assert not Group.objects.exists()
        assert not Site.objects.exists()
        assert not Page.objects.filter(depth__gt=1).exists()
        assert {type(task.specific).__name__ for task in Task.objects.all()} == {"BoardReviewTask"}
        assert Workflow.objects.count() == 1
