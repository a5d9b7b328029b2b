"""That an account is the portal's: by its page, by a person above; the alarm, and what settles it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.models import SocialAccount, SocialState
from portals.refusals import NotYourOffice
from portals.social.actions.registering import UnfitAccount, close_account, register_account
from portals.social.actions.verifying import (
    SeenPage,
    may_verify_by_hand,
    take_finding,
    verify_by_hand,
)
from portals.social.enums import SocialFinding
from tests.factories import make_member
from tests.portals.social.cast import DAY, NOW, SocialCast, make_cast, picture, wanted
from tests.walls import body, desk_client

WELL, GONE = SocialFinding.NAMES_US, SocialFinding.GONE
WAITING, VERIFIED, ALARM = SocialState.WAITING, SocialState.VERIFIED, SocialState.ALARM


@pytest.fixture
def cast(db: None) -> SocialCast:
    return make_cast()


def found(account: SocialAccount, finding: SocialFinding, now: datetime = NOW) -> SocialState:
    return take_finding(account=account, seen=SeenPage(finding, "x"), now=now)


def by_hand(cast: SocialCast, account: SocialAccount, **more: object) -> SocialAccount:
    told = {"file": picture(), "said": "Phần giới thiệu ghi địa chỉ cổng", "actor": cast.above}
    return verify_by_hand(account=account, now=NOW, **(told | more))


class TestByHand:
    def test_keeps_who_when_and_the_picture(self, cast: SocialCast) -> None:
        account = by_hand(cast, cast.account())

        assert (account.state, account.verified_by, account.verified_at) == (VERIFIED, "hand", NOW)
        check = account.checks.get(finding="seen")
        assert (check.checked_by, check.checked_at) == (cast.above, NOW)
        assert check.evidence is not None
        assert check.evidence.portal == cast.commune
        assert check.evidence.file.read()
        assert ModelLogEntry.objects.get(action="social.verify").user == cast.above

    def test_is_of_standing_editors_above(self, cast: SocialCast) -> None:
        account = cast.account()
        low = make_member(cast.province, Position.EDITOR)
        for actor in (cast.head, cast.stranger, low, make_member(cast.neighbour, Position.HEAD)):
            with pytest.raises(NotYourOffice):
                by_hand(cast, account, actor=actor)
        assert by_hand(cast, account, actor=make_member(cast.district, Position.HEAD))

    def test_of_the_topmost_portal_is_of_another_than_who_entered_it(
        self, cast: SocialCast
    ) -> None:
        account = register_account(portal=cast.province, wanted=wanted(), actor=cast.above, now=NOW)
        other = make_member(cast.province, Position.DEPUTY)
        assert not may_verify_by_hand(cast.above, account, NOW)
        assert not may_verify_by_hand(cast.head, account, NOW)
        assert may_verify_by_hand(other, account, NOW)
        assert by_hand(cast, account, actor=other)

    def test_is_offered_of_those_that_another_entered(self, cast: SocialCast) -> None:
        other = make_member(cast.province, Position.DEPUTY)
        ours = {
            who: register_account(
                portal=cast.province,
                wanted=wanted(address=f"https://zalo.me/{name}"),
                actor=who,
                now=NOW,
            )
            for who, name in ((cast.above, "mot"), (other, "hai"))
        }
        for who, own in ours.items():
            page = desk_client(who).get(reverse("social_accounts", args=[cast.province.pk]))
            shown = body(page).decode()
            for account in ours.values():
                address = reverse("social_verify", args=[account.pk])
                assert (address in shown) == (account != own)

    def test_says_what_was_seen(self, cast: SocialCast) -> None:
        account = cast.account()
        with pytest.raises(UnfitAccount):
            by_hand(cast, account, said="  ")
        close_account(account=account, closed_on=NOW.date(), reason="Bỏ", actor=cast.head, now=NOW)
        with pytest.raises(UnfitAccount):
            by_hand(cast, account)


class TestByMachine:
    def test_verifies_and_looks_again_in_a_month(self, cast: SocialCast) -> None:
        account = cast.account()
        assert found(account, WELL) == VERIFIED
        account.refresh_from_db()
        assert (account.verified_by, account.verified_at) == ("page", NOW)
        assert account.probe_at == NOW + 30 * DAY
        line = ModelLogEntry.objects.get(action="social.verify")
        assert line.user is None

    @pytest.mark.parametrize("finding", ["gone", "moved", "unnamed"])
    def test_raises_an_alarm_of_what_was_verified(self, cast: SocialCast, finding: str) -> None:
        account = cast.account()
        found(account, WELL)

        assert found(account, SocialFinding(finding), NOW + DAY) == ALARM

        account.refresh_from_db()
        assert (account.state_at, account.probe_at) == (NOW + DAY, NOW + 2 * DAY)
        told = ModelLogEntry.objects.get(action="social.alarm").data
        assert (told["before"], told["finding"]) == ("verified", finding)

    @pytest.mark.parametrize(
        "finding", [one for one in SocialFinding if one not in {"seen", "declared"}]
    )
    def test_raises_none_of_what_only_waits(self, cast: SocialCast, finding: SocialFinding) -> None:
        account = cast.account()
        for days in range(6):
            state = found(account, finding, NOW + days * DAY)
        assert state == (VERIFIED if finding == WELL else WAITING)
        assert not ModelLogEntry.objects.filter(action="social.alarm").exists()

    @pytest.mark.parametrize("finding", ["unreached", "unreadable", "unlisted"])
    def test_what_may_pass_is_told_after_days(self, cast: SocialCast, finding: str) -> None:
        account = cast.account()
        found(account, WELL)
        silent = SocialFinding(finding)
        begun = NOW + DAY
        assert found(account, silent, begun) == VERIFIED
        account.refresh_from_db()
        # Tried again the next day, though it stands as verified.
        assert account.probe_at == begun + DAY
        assert found(account, silent, begun + 3 * DAY - DAY / 24) == VERIFIED
        assert found(account, silent, begun + 3 * DAY) == ALARM

    def test_an_answer_between_begins_the_days_anew(self, cast: SocialCast) -> None:
        account = cast.account()
        found(account, WELL)
        found(account, SocialFinding.UNREACHED, NOW + DAY)
        found(account, WELL, NOW + 2 * DAY)
        assert found(account, SocialFinding.UNREACHED, NOW + 5 * DAY) == VERIFIED

    def test_is_in_alarm_until_its_page_names_us_again(self, cast: SocialCast) -> None:
        account = cast.account()
        found(account, WELL)
        found(account, GONE, NOW + DAY)
        assert found(account, SocialFinding.UNREACHED, NOW + 2 * DAY) == ALARM
        assert found(account, WELL, NOW + 3 * DAY) == VERIFIED

    def test_is_in_alarm_until_a_person_above_has_seen_it(self, cast: SocialCast) -> None:
        account = cast.account()
        found(account, WELL)
        found(account, GONE, NOW)
        assert by_hand(cast, account).state == VERIFIED

    @pytest.mark.parametrize("finding", ["unnamed", "unreadable"])
    def test_leaves_what_a_person_saw_where_machines_see_less(
        self, cast: SocialCast, finding: str
    ) -> None:
        account = by_hand(cast, cast.account())
        for days in range(6):
            assert found(account, SocialFinding(finding), NOW + days * DAY) == VERIFIED
        account.refresh_from_db()
        assert account.probe_at == NOW + 35 * DAY
        assert found(account, GONE, NOW + 6 * DAY) == ALARM

    def test_leaves_it_also_where_a_machine_could_read_it_once(self, cast: SocialCast) -> None:
        account = by_hand(cast, cast.account())
        assert found(account, WELL) == VERIFIED
        for days in range(1, 6):
            assert found(account, SocialFinding.UNREADABLE, NOW + days * DAY) == VERIFIED
        # A page that machines read and that says no more whose it is.
        assert found(account, SocialFinding.UNNAMED, NOW + 6 * DAY) == ALARM

    def test_a_page_in_alarm_for_a_person_is_not_verified_by_less(self, cast: SocialCast) -> None:
        account = by_hand(cast, cast.account())
        found(account, GONE)
        assert found(account, SocialFinding.UNNAMED, NOW + DAY) == ALARM
        assert found(account, SocialFinding.UNREADABLE, NOW + DAY) == ALARM

    def test_takes_nothing_of_what_is_closed(self, cast: SocialCast) -> None:
        account = cast.account()
        close_account(account=account, closed_on=NOW.date(), reason="Bỏ", actor=cast.head, now=NOW)
        with pytest.raises(UnfitAccount):
            found(account, WELL)


class TestAnAddressOfBefore:
    """Releases before did not settle addresses: two portals may have named one account."""

    @pytest.fixture
    def old(self, cast: SocialCast) -> SocialAccount:
        return SocialAccount.objects.create(
            portal=cast.neighbour, service="zalo", address="https://www.zalo.me/XA-MAU/"
        )

    def test_is_settled_when_it_is_verified(self, cast: SocialCast, old: SocialAccount) -> None:
        assert by_hand(cast, old).state == VERIFIED
        old.refresh_from_db()
        assert old.compared == "https://zalo.me/xa-mau"

    def test_is_verified_of_one_portal_alone(self, cast: SocialCast, old: SocialAccount) -> None:
        cast.account()
        with pytest.raises(UnfitAccount):
            by_hand(cast, old)
        assert found(old, SocialFinding.NAMES_US) == SocialState.WAITING
        old.refresh_from_db()
        assert (old.compared, old.verified_by, old.verified_at) == ("", "", None)
        assert old.checks.filter(finding=SocialFinding.NAMES_US).exists()

    def test_that_is_none_is_not_verified(self, cast: SocialCast, old: SocialAccount) -> None:
        SocialAccount.objects.filter(pk=old.pk).update(address="https://zalo.me/login")
        old.refresh_from_db()
        with pytest.raises(UnfitAccount):
            by_hand(cast, old)
