"""`check_rights` proves a sound install and names what is wrong in another."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from portals.boards.enums import Position
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db


class TestCheckRights:
    def test_proves_what_the_verbs_leave(self, capsys: pytest.CaptureFixture[str]) -> None:
        portal = make_portal()
        for position in Position:
            make_member(portal, position)
        call_command("check_rights")
        assert "✗" not in capsys.readouterr().out

    def test_names_a_stock_group_a_superuser_and_a_right_given_by_hand(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        head = make_member(make_portal(), Position.HEAD)
        Group.objects.create(name="Moderators")
        head.is_superuser = True
        head.save()
        head.user_permissions.add(Permission.objects.get(codename="add_user"))
        with pytest.raises(CommandError, match=r"rights\.groups, rights\.superusers"):
            call_command("check_rights", "--json")
        found = json.loads(capsys.readouterr().out)
        named = {row["check"]: row["named"] for row in found["checks"] if not row["good"]}
        assert not found["good"]
        assert named == {
            "rights.groups": ["group Moderators"],
            "rights.superusers": [f"user {head.username}"],
            "rights.permissions": [f"user {head.username}: add_user"],
        }

    def test_names_a_group_that_somebody_was_put_into_by_hand(self) -> None:
        portal = make_portal()
        contributor = make_member(portal, Position.CONTRIBUTOR)
        contributor.groups.set(Group.objects.filter(rights__portal=portal, rights__kind="edit"))
        with pytest.raises(CommandError, match=r"rights\.members"):
            call_command("check_rights")
