"""The register: who enters, changes and closes an account, and which addresses are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import EditionChange, Portal, SocialAccount, SocialService, SocialState
from portals.refusals import NotYourOffice
from portals.social.actions.registering import (
    UnfitAccount,
    ask_for_look,
    change_holder,
    close_account,
    register_account,
)
from portals.social.services import SERVICES, NoSuchAccount, compared_form, settled
from tests.factories import make_member
from tests.portals.social.cast import DAY, NOW, SocialCast, make_cast, wanted
from tests.support.visiting import visit

FACEBOOK, ZALO, YOUTUBE = SocialService.FACEBOOK, SocialService.ZALO, SocialService.YOUTUBE


@pytest.fixture
def cast(db: None) -> SocialCast:
    return make_cast()


class TestAddresses:
    @pytest.mark.parametrize(
        ("service", "typed", "kept"),
        [
            (ZALO, "zalo.me/123456", "https://zalo.me/123456"),
            (ZALO, "http://www.zalo.me/123456/?utm=x#y", "https://zalo.me/123456"),
            (FACEBOOK, "https://m.facebook.com/XaMau?fbclid=1", "https://www.facebook.com/XaMau"),
            (
                FACEBOOK,
                "facebook.com/profile.php?id=42&ref=x",
                "https://www.facebook.com/profile.php?id=42",
            ),
            (YOUTUBE, "https://youtube.com/@xamau/", "https://www.youtube.com/@xamau"),
            (YOUTUBE, "https://youtube.com/@xamau/videos", "https://www.youtube.com/@xamau"),
            (YOUTUBE, "youtube.com/channel/UCx/about", "https://www.youtube.com/channel/UCx"),
            (FACEBOOK, "facebook.com/xa.mau/posts/1", "https://www.facebook.com/xa.mau"),
            (FACEBOOK, "fb.com/pages/Xa/42/about", "https://www.facebook.com/pages/Xa/42"),
        ],
    )
    def test_are_settled(self, service: SocialService, typed: str, kept: str) -> None:
        assert settled(service, typed) == kept
        assert settled(service, kept) == kept

    @pytest.mark.parametrize(
        ("service", "typed"),
        [
            (FACEBOOK, "https://facebook.com.example.vn/x"),
            (FACEBOOK, "https://xfacebook.com/x"),
            (FACEBOOK, "https://l.facebook.com/l.php?u=https://example.vn"),
            (FACEBOOK, "https://www.facebook.com/l.php?u=x"),
            (FACEBOOK, "https://www.facebook.com/profile.php"),
            (FACEBOOK, "https://facebook.com"),
            (FACEBOOK, "https://facebook.com/pages/Xa"),
            (YOUTUBE, "https://www.youtube.com/channel/"),
            (YOUTUBE, "https://www.youtube.com/embed/abc"),
            (FACEBOOK, "https://facebook.com/" + "x" * 200),
            (ZALO, "https://facebook.com/x"),
            (ZALO, "https://user:pass@zalo.me/x"),  # pragma: allowlist secret
            (ZALO, "https://zalo.me:8443/x"),
            (ZALO, "https://zalo.me/../x"),
            (ZALO, "ftp://zalo.me/x"),
            (ZALO, "https://[zalo.me/x"),
            (YOUTUBE, "javascript:alert(1)"),
            (YOUTUBE, "https://www.youtube.com/watch?v=1"),
        ],
    )
    def test_of_no_account_are_refused(self, service: SocialService, typed: str) -> None:
        with pytest.raises(NoSuchAccount):
            settled(service, typed)

    def test_each_service_has_its_rules(self) -> None:
        assert set(SERVICES) == set(SocialService)


class TestRegistering:
    def test_waits_and_is_on_record(self, cast: SocialCast) -> None:
        EditionChange.objects.all().delete()

        account = cast.account()

        assert account.state == SocialState.WAITING
        assert account.holder == "Văn phòng HĐND và UBND xã"
        assert account.checks.get().checked_by == cast.head
        assert EditionChange.objects.get().portal_ids == [cast.commune.pk]
        line = ModelLogEntry.objects.get(action="social.register")
        assert (line.user, line.data["address"]) == (cast.head, account.address)

    def test_is_of_standing_editors_of_the_portal_itself(self, cast: SocialCast) -> None:
        editor = make_member(cast.commune, Position.EDITOR)
        for actor in (editor, cast.stranger, cast.above):
            with pytest.raises(NotYourOffice):
                register_account(portal=cast.commune, wanted=wanted(), actor=actor, now=NOW)
        secretary = make_member(cast.commune, Position.SECRETARY)
        register_account(portal=cast.commune, wanted=wanted(), actor=secretary, now=NOW)

    @pytest.mark.parametrize("again", ["https://zalo.me/xa-mau", "http://www.zalo.me/XA-Mau/?x=1"])
    def test_one_address_is_open_once_over_the_install(self, cast: SocialCast, again: str) -> None:
        account = cast.account()
        with pytest.raises(UnfitAccount):
            register_account(
                portal=cast.neighbour, wanted=wanted(again), actor=cast.stranger, now=NOW
            )
        close_account(
            account=account, closed_on=date(2026, 11, 10), reason="Bỏ", actor=cast.head, now=NOW
        )
        register_account(portal=cast.neighbour, wanted=wanted(again), actor=cast.stranger, now=NOW)

    def test_of_a_portal_that_ended_is_its_heirs(self, cast: SocialCast) -> None:
        account = cast.account()
        told = {"portal": cast.neighbour, "wanted": wanted(), "actor": cast.stranger}
        Portal.objects.filter(pk=cast.commune.pk).update(closed_on=date(2026, 11, 11))
        with pytest.raises(UnfitAccount):
            register_account(now=NOW, **told)

        register_account(now=NOW + DAY, **told)

        account.refresh_from_db()
        assert account.closed_on == date(2026, 11, 11)
        assert SocialAccount.objects.open().get().portal == cast.neighbour

    @pytest.mark.parametrize(
        "change", [{"name": "  "}, {"holder": ""}, {"opened_on": date(2026, 11, 11)}]
    )
    def test_refuses_what_lacks_something(
        self, cast: SocialCast, change: dict[str, object]
    ) -> None:
        with pytest.raises(UnfitAccount):
            register_account(
                portal=cast.commune,
                wanted=replace(wanted(), **change),
                actor=cast.head,
                now=NOW,
            )
        today = replace(wanted(), opened_on=date(2026, 11, 10))
        register_account(portal=cast.commune, wanted=today, actor=cast.head, now=NOW)


class TestChanging:
    def test_the_holder_keeps_both_in_the_log(self, cast: SocialCast) -> None:
        account = cast.account()
        with pytest.raises(NotYourOffice):
            change_holder(account=account, name="X", holder="Y", actor=cast.stranger, now=NOW)
        with pytest.raises(UnfitAccount):
            change_holder(account=account, name="X", holder=" ", actor=cast.head, now=NOW)

        change_holder(
            account=account, name="Xã Mẫu", holder="Trung tâm  văn hóa", actor=cast.head, now=NOW
        )

        account.refresh_from_db()
        assert account.holder == "Trung tâm văn hóa"
        told = ModelLogEntry.objects.get(action="social.change_holder").data
        assert (told["before"]["holder"], told["holder"]) == (
            "Văn phòng HĐND và UBND xã",
            "Trung tâm văn hóa",
        )

    @pytest.mark.parametrize(
        ("closed_on", "is_fit"),
        [
            (date(2025, 2, 28), False),
            (date(2025, 3, 1), True),
            (date(2026, 11, 10), True),
            (date(2026, 11, 11), False),
        ],
    )
    def test_closing_is_between_opening_and_today(
        self, cast: SocialCast, closed_on: date, is_fit: bool
    ) -> None:
        account = cast.account()
        told = {"account": account, "closed_on": closed_on, "actor": cast.head, "now": NOW}
        if not is_fit:
            with pytest.raises(UnfitAccount):
                close_account(reason="Bỏ", **told)
            return
        with pytest.raises(UnfitAccount):
            close_account(reason=" ", **told)
        with pytest.raises(NotYourOffice):
            close_account(reason="Bỏ", **{**told, "actor": cast.above})
        close_account(reason="Bỏ", **told)
        assert not SocialAccount.objects.open().exists()
        assert ModelLogEntry.objects.get(action="social.close").data["reason"] == "Bỏ"
        with pytest.raises(UnfitAccount):
            change_holder(account=account, name="X", holder="Y", actor=cast.head, now=NOW)

    def test_a_look_is_asked_for_by_the_board(self, cast: SocialCast) -> None:
        account = cast.account()
        SocialAccount.objects.update(probe_at=NOW + 9 * DAY)
        with pytest.raises(NotYourOffice):
            ask_for_look(account=account, actor=cast.stranger, now=NOW)
        ask_for_look(account=account, actor=cast.head, now=NOW)
        assert SocialAccount.objects.get().probe_at == NOW


class TestThePublicPage:
    def contact(self, cast: SocialCast) -> str:
        page = visit(cast.commune, "/lien-he/").content.decode()
        return page.partition("<main")[2].partition("</main>")[0]

    def test_names_what_waits_without_a_link(self, cast: SocialCast) -> None:
        cast.account()
        said = self.contact(cast)
        assert "https://zalo.me/xa-mau" in said
        assert 'href="https://zalo.me/xa-mau"' not in said
        assert "Chưa xác minh" in said

    def test_leads_to_what_is_verified(self, cast: SocialCast) -> None:
        account = cast.account()
        SocialAccount.objects.filter(pk=account.pk).update(
            state="verified", verified_by="page", verified_at=NOW
        )
        said = self.contact(cast)
        assert 'href="https://zalo.me/xa-mau" rel="noopener noreferrer">Xã Mẫu (Zalo)</a>' in said
        assert "10/11/2026" in said

    def test_of_a_body_that_is_gone_leads_nowhere(self, cast: SocialCast) -> None:
        account = cast.account()
        SocialAccount.objects.filter(pk=account.pk).update(
            state="verified", verified_by="page", verified_at=NOW
        )
        cast.commune.closed_on = local_date(timezone.now())
        cast.commune.save(update_fields=["closed_on"])
        said = self.contact(cast)
        assert 'href="https://zalo.me' not in said
        assert "không còn ai phụ trách" in said

    def test_warns_of_an_alarm_and_forgets_what_is_closed(self, cast: SocialCast) -> None:
        account = cast.account()
        SocialAccount.objects.update(state="alarm")
        said = self.contact(cast)
        assert 'href="https://zalo.me' not in said
        assert "Đang kiểm tra lại" in said
        close_account(
            account=account, closed_on=date(2026, 11, 10), reason="Bỏ", actor=cast.head, now=NOW
        )
        assert "zalo.me" not in self.contact(cast)


def test_compares_without_capitals() -> None:
    assert compared_form("https://zalo.me/XaMau") == compared_form("https://zalo.me/xamau")
