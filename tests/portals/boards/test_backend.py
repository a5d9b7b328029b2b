"""Who asks, and what their groups give: read by statements of our own, which find what Django's find."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from portals.admin_kit.held_posts import held_posts
from portals.boards.backend import RightsFromPosts
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from tests.factories import make_member, make_portal, make_user

pytestmark = pytest.mark.django_db

OURS, DJANGOS = RightsFromPosts(), ModelBackend()


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


class TestThePerson:
    def test_is_whole(self, django_assert_num_queries) -> None:
        make_user()
        user = make_user()
        with django_assert_num_queries(1):
            found = OURS.get_user(user.pk)
        assert found is not None
        known = again(user)
        assert {field.attname: getattr(found, field.attname) for field in User._meta.fields} == {
            field.attname: getattr(known, field.attname) for field in User._meta.fields
        }
        # It can be saved: it is no new row.
        found.save()

    def test_is_nobody_without_an_account_that_is_active(self) -> None:
        user = make_user()
        assert OURS.get_user(user.pk + 1) is None
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert OURS.get_user(user.pk) is None


class TestTheRights:
    def test_are_those_of_all_groups_of_theirs_and_of_no_others(
        self, django_assert_num_queries
    ) -> None:
        user = make_member(make_portal(), Position.HEAD)
        make_member(make_portal(), Position.EDITOR, user=user)
        make_member(make_portal(), Position.SECRETARY)
        stranger = make_user()
        assert user.groups.count() > 1

        person = again(user)
        with django_assert_num_queries(1):
            found = OURS.get_group_permissions(person)
            assert OURS.get_group_permissions(person) == found
        assert found
        assert found == DJANGOS.get_group_permissions(again(user))
        assert OURS.get_group_permissions(again(stranger)) == set()

    def test_are_none_of_groups_without_any(self) -> None:
        user = make_user()
        user.groups.add(Group.objects.create(name="trống"))
        assert OURS.get_group_permissions(again(user)) == set()

    def test_are_none_for_who_is_not_active_or_not_signed_in_or_of_one_thing(self) -> None:
        user = make_member(make_portal(), Position.HEAD)
        assert OURS.get_group_permissions(again(user), make_portal()) == set()
        assert OURS.get_group_permissions(AnonymousUser()) == set()
        user.is_active = False
        assert OURS.get_group_permissions(user) == set()

    def test_are_all_for_a_superuser(self) -> None:
        user = make_user()
        user.is_superuser = True
        user.save()
        assert OURS.get_group_permissions(user) == DJANGOS.get_group_permissions(again(user))


class TestThePosts:
    def test_say_what_lies_above_and_below_today(self, django_assert_num_queries) -> None:
        province = make_portal("province", name="Tỉnh Thử Nghiệm")
        district = make_portal("district", overseer=province)
        commune = make_portal(overseer=district)
        alone = make_portal()
        user = make_user()
        for portal in (province, district, commune, alone):
            make_member(portal, Position.HEAD, user=user)
        make_member(make_portal(), Position.EDITOR)

        person = again(user)
        with django_assert_num_queries(1):
            posts = held_posts(person)
        assert [(one.portal_id, one.oversees, one.is_overseen) for one in posts] == [
            (province.pk, True, False),
            (district.pk, True, True),
            (commune.pk, False, True),
            (alone.pk, False, False),
        ]
        assert posts[0].root_path == province.root.path
        assert {one.position for one in posts} == {Position.HEAD}
        # A tie that ended is none.
        commune.oversights.update(period="[2019-01-01,2020-01-01)")
        assert not held_posts(again(user))[2].is_overseen

    def test_are_held_from_the_first_day_to_the_last(self) -> None:
        user = make_member(make_portal(), Position.HEAD)
        today = local_date(timezone.now())
        for period, holds in (
            ((today, today + timedelta(1)), True),
            ((today - timedelta(1), today), False),
            ((today + timedelta(1), None), False),
        ):
            BoardMember.objects.filter(user=user).update(period=period)
            assert bool(held_posts(again(user))) is holds

    def test_are_none_for_an_account_that_is_closed(self) -> None:
        user = make_member(make_portal(), Position.HEAD)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert held_posts(again(user)) == []
