"""Looks at accounts' pages, against an internet of one machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portals.addresses import main_hostname
from portals.fetching import Fetched, TransientFetchError
from portals.fetching.limits import Limits
from portals.jobs.schedules import schedules
from portals.models import Portal, SocialAccount, SocialState
from portals.social import probing
from portals.social.actions.registering import close_account
from portals.social.probing import look_at_accounts, names_host
from tests.portals.fetching.internet import PUBLIC, Internet, internet
from tests.portals.social.cast import DAY, NOW, SocialCast, make_cast
from tests.support.visiting import visit

PLAIN = "http://zalo.me/xa-mau"


@pytest.fixture
def cast(db: None) -> SocialCast:
    return make_cast()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[Internet]:
    settings.PORTALS_SOCIAL_PROBES = True
    with internet(monkeypatch) as served:
        for host in ("zalo.me", "www.facebook.com", "elsewhere.example"):
            served.name(host, [PUBLIC])
        served.name("id.zalo.me", [PUBLIC])
        yield served


@pytest.fixture
def own_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portals' own pages, without the web server in front."""

    def answer(hostname: str, path: str, *, limits: Limits) -> Fetched:
        portal = Portal.objects.get(site__hostname=hostname)
        page = visit(portal, path)
        return Fetched(path, page.status_code, {}, page.content)

    monkeypatch.setattr(probing, "fetch_own", answer)


@pytest.fixture
def account(cast: SocialCast) -> SocialAccount:
    """An account whose page is asked for in plain HTTP, which the local server speaks."""
    account = cast.account()
    SocialAccount.objects.filter(pk=account.pk).update(address=PLAIN)
    account.refresh_from_db()
    return account


def said(account: SocialAccount) -> tuple[str, str]:
    newest = account.checks.order_by("-pk")[0]
    account.refresh_from_db()
    return newest.finding, account.state


def page_of(cast: SocialCast, before: str = "Website: ", after: str = "") -> bytes:
    return f"<p>{before}{main_hostname(cast.commune)}{after}</p>".encode()


class TestALook:
    def test_verifies_both_ways(self, cast, web, own_pages, account) -> None:
        web.says("/xa-mau", page_of(cast))
        assert look_at_accounts(now=NOW) == 1
        assert said(account) == ("names-us", "verified")

    def test_asks_for_the_portals_own_page_too(self, cast, web, account, monkeypatch) -> None:
        web.says("/xa-mau", page_of(cast))
        asked: list[tuple[str, str]] = []

        def silent(hostname: str, path: str, *, limits: Limits) -> Fetched:
            asked.append((hostname, path))
            return Fetched(path, 200, {}, b"<p>Zalo</p>")

        monkeypatch.setattr(probing, "fetch_own", silent)
        look_at_accounts(now=NOW)
        assert asked == [(main_hostname(cast.commune), "/lien-he/")]
        assert said(account) == ("unlisted", "waiting")

        def failing(hostname: str, path: str, *, limits: Limits) -> Fetched:
            raise TransientFetchError("no answer")

        monkeypatch.setattr(probing, "fetch_own", failing)
        look_at_accounts(now=NOW + DAY)
        assert said(account) == ("unlisted", "waiting")

    @pytest.mark.parametrize(
        ("status", "finding", "state"),
        [
            (404, "gone", "alarm"),
            (410, "gone", "alarm"),
            (403, "unreadable", "verified"),
            (429, "unreadable", "verified"),
            (500, "unreached", "verified"),
        ],
    )
    def test_tells_gone_from_silent(
        self, cast, web, own_pages, account, status: int, finding: str, state: str
    ) -> None:
        web.says("/xa-mau", page_of(cast))
        look_at_accounts(now=NOW)
        web.says("/xa-mau", status=status)
        look_at_accounts(now=NOW + 30 * DAY)
        assert said(account) == (finding, state)

    def test_finds_that_the_page_names_us_no_more(self, cast, web, own_pages, account) -> None:
        web.says("/xa-mau", page_of(cast))
        look_at_accounts(now=NOW)
        web.says("/xa-mau", b"<p>Ban hang giam gia</p>")
        look_at_accounts(now=NOW + 30 * DAY)
        assert said(account) == ("unnamed", "alarm")

    def test_finds_that_it_leads_to_another_account(self, cast, web, own_pages, account) -> None:
        web.says("/xa-mau", page_of(cast))
        look_at_accounts(now=NOW)
        web.redirects("/xa-mau", "/ke-gia")
        # Even one that names us: the handle is another's now.
        web.says("/ke-gia", page_of(cast))
        look_at_accounts(now=NOW + 30 * DAY)
        assert said(account) == ("moved", "alarm")
        assert account.checks.order_by("-pk")[0].found == "https://zalo.me/ke-gia"

    def test_finds_that_it_leads_to_another_site(self, cast, web, own_pages, account) -> None:
        web.redirects("/xa-mau", "http://elsewhere.example/trang")
        web.says("/trang", page_of(cast))
        look_at_accounts(now=NOW)
        assert said(account) == ("moved", "waiting")

    def test_follows_to_the_same_account(self, cast, web, own_pages, account) -> None:
        web.redirects("/xa-mau", "/XA-Mau/")
        web.says("/XA-Mau/", page_of(cast))
        look_at_accounts(now=NOW)
        assert said(account) == ("names-us", "verified")

    def test_a_form_to_sign_in_says_nothing(self, cast, web, account) -> None:
        web.redirects("/xa-mau", "/login?next=/xa-mau")
        web.says("/login?next=/xa-mau", page_of(cast))
        look_at_accounts(now=NOW)
        assert said(account) == ("unreadable", "waiting")

    def test_so_does_one_on_a_host_of_its_own(self, cast, web, account) -> None:
        web.redirects("/xa-mau", "http://id.zalo.me/account")
        web.says("/account", page_of(cast))
        look_at_accounts(now=NOW)
        assert said(account) == ("unreadable", "waiting")

    def test_a_service_that_shows_itself_to_people_alone_says_nothing(
        self, cast, web, account
    ) -> None:
        SocialAccount.objects.update(service="facebook", address="http://www.facebook.com/xa-mau")
        web.says("/xa-mau", b"<p>Facebook</p>")
        look_at_accounts(now=NOW)
        assert said(account) == ("unreadable", "waiting")

    def test_goes_nowhere_inside(self, cast, web, account) -> None:
        web.name("zalo.me", ["10.0.0.1"])
        look_at_accounts(now=NOW)
        assert said(account) == ("unreadable", "waiting")
        assert web.connected == []

    def test_is_not_redirected_inside(self, cast, web, account) -> None:
        web.redirects("/xa-mau", "http://inside.example/")
        web.name("inside.example", ["127.0.0.1"])
        look_at_accounts(now=NOW)
        assert said(account)[1] == "waiting"
        assert web.paths_asked == ["/xa-mau"]

    def test_takes_no_page_without_end(self, cast, web, account, monkeypatch) -> None:
        monkeypatch.setattr(probing, "A_PAGE", Limits(largest=1000))
        web.says("/xa-mau", page_of(cast, before="x" * 1000))
        look_at_accounts(now=NOW)
        assert said(account) == ("unreadable", "waiting")


class TestTheRound:
    def test_asks_nothing_unless_it_is_let(self, cast, web, account, settings) -> None:
        settings.PORTALS_SOCIAL_PROBES = False
        assert look_at_accounts(now=NOW) == 0
        assert web.asked == []

    def test_asks_nothing_from_practice(self, cast, web, account, settings) -> None:
        settings.PORTALS_PRACTICE_OF = "https://quantri.example.vn"
        assert look_at_accounts(now=NOW) == 0
        names = {one.job.__name__ for one in schedules()}
        settings.PORTALS_PRACTICE_OF = ""
        assert "look_at_social_accounts" not in names
        assert "look_at_social_accounts" in {one.job.__name__ for one in schedules()}

    def test_comes_by_when_it_is_due(self, cast, web, own_pages, account) -> None:
        web.says("/xa-mau", page_of(cast))
        assert look_at_accounts(now=NOW) == 1
        assert look_at_accounts(now=NOW + 30 * DAY - DAY / 24) == 0
        assert look_at_accounts(now=NOW + 30 * DAY) == 1

    def test_leaves_closed_accounts_and_portals_alone(self, cast, web, account) -> None:
        Portal.objects.filter(pk=cast.commune.pk).update(closed_on=NOW.date())
        assert look_at_accounts(now=NOW) == 0
        Portal.objects.filter(pk=cast.commune.pk).update(closed_on=None)
        close_account(account=account, closed_on=NOW.date(), reason="Bỏ", actor=cast.head, now=NOW)
        assert look_at_accounts(now=NOW) == 0
        assert web.asked == []

    def test_is_bounded_and_begins_with_whoever_waits_longest(
        self, cast, web, account, own_pages
    ) -> None:
        other = cast.account("https://zalo.me/thu-hai")
        SocialAccount.objects.filter(pk=other.pk).update(
            address="http://zalo.me/thu-hai", probe_at=NOW - DAY
        )
        SocialAccount.objects.filter(pk=account.pk).update(probe_at=NOW)
        web.says("/thu-hai", page_of(cast))
        assert look_at_accounts(now=NOW, most=1) == 1
        assert web.paths_asked == ["/thu-hai"]

    def test_an_account_that_is_closed_meanwhile_stops_nobody(
        self, cast, web, account, monkeypatch
    ) -> None:
        other = cast.account("https://zalo.me/thu-hai")
        SocialAccount.objects.filter(pk=other.pk).update(address="http://zalo.me/thu-hai")
        web.says("/thu-hai", b"")
        web.says("/xa-mau", b"")
        page_seen = probing.page_seen

        def closing(one: SocialAccount):
            if one.pk == account.pk:
                SocialAccount.objects.filter(pk=one.pk).update(
                    closed_on=NOW.date(), closed_because="Bỏ"
                )
            return page_seen(one)

        monkeypatch.setattr(probing, "page_seen", closing)
        look_at_accounts(now=NOW)
        assert other.checks.filter(finding="unnamed").exists()
        assert not account.checks.filter(finding="unnamed").exists()


class TestNaming:
    HOST = "mau.vi-du.vn"

    @pytest.mark.parametrize(
        "text",
        [
            "mau.vi-du.vn", "https://mau.vi-du.vn/", "www.mau.vi-du.vn.", "(mau.vi-du.vn)",
            "https:\\/\\/mau.vi-du.vn\\/", "mau.vi-du.vn:443", '"mau.vi-du.vn"',
        ],
    )  # fmt: skip
    def test_knows_the_host(self, text: str) -> None:
        assert names_host(text, self.HOST)

    @pytest.mark.parametrize(
        "text",
        [
            "xmau.vi-du.vn", "xa.mau.vi-du.vn", "mau.vi-du.vn.ke-gia.example", "mau.vi-du.vnx",
            "mau.vi-du.vn-x", "x-mau.vi-du.vn", "mauxvi-du.vn", "vi-du.vn", "",
        ],
    )  # fmt: skip
    def test_knows_no_other(self, text: str) -> None:
        assert not names_host(text, self.HOST)

    def test_reads_what_links_hide(self, cast, web, own_pages, account) -> None:
        """A service leads outside by an address of its own, with ours written as a parameter."""
        host = main_hostname(cast.commune)
        web.says("/xa-mau", f'<a href="/l?u=https%3A%2F%2F{host}%2F&amp;x=1">'.encode())
        look_at_accounts(now=NOW)
        assert said(account)[1] == SocialState.VERIFIED
