"""The probe of links against a local site with known faults, and the measures that rest on it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from editorial.enums import RemovalKind
from editorial.models import InformationPage, NoticePage
from editorial.placements.actions import withdraw_story
from portals.addresses import main_hostname, main_origin
from portals.boards.enums import Position
from portals.calendar.working_days import load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from scoring.faults import links_to_mend
from scoring.measures.links import BrokenLink, address_or_host, down_for_many
from scoring.periods import Period
from scoring.probes.checking import AGAIN_IF_NEW, check_targets
from scoring.probes.enums import Fault
from scoring.probes.gathering import gather_links, watch_fronts
from scoring.probes.links_of_text import links_in_body
from scoring.probes.models import Link, Outage, Target
from tests.factories import make_member, make_portal
from tests.portals.fetching.internet import PUBLIC, internet
from tests.scoring.cast import (
    OCTOBER,
    SNAPSHOT,
    adopt_default,
    local,
    make_province,
    measure,
    write,
)
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
START = local(2026, 10, 5, 9)


@pytest.fixture
def web(monkeypatch):
    with internet(monkeypatch) as served:
        served.name("bao.example.vn", [PUBLIC])
        served.name("mang-trong.example.vn", ["10.0.0.7"])
        served.says("/tot", b"ok")
        served.says("/mat", status=404)
        served.says("/hong", status=503)
        served.says("/cam", status=403)
        served.redirects("/chuyen", "https://bao.example.vn/tot")
        served.redirects("/vong", "http://bao.example.vn/vong")
        yield served


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def author(portal):
    return make_member(portal, Position.HEAD)


def text(*urls: str) -> list[dict[str, object]]:
    links = " ".join(f'<a href="{url}">Xem báo số {place}</a>' for place, url in enumerate(urls))
    return [{"type": "text", "value": f"<p>{links}</p>"}]


def publish(portal, author, *urls: str, number: int = 1, day: int = 1, **fields):
    return write(
        portal, local(2026, 10, day, 9), number, author=author, body=text(*urls), **fields
    )  # fmt: skip


def check(now: datetime) -> int:
    return check_targets(now=now, pause_seconds=0)


def find_broken(first: datetime = START) -> None:
    """Gather, check, and check again when the hour is over."""
    gather_links(now=first)
    check(first)
    check(first + AGAIN_IF_NEW)


def fault_of(url: str) -> str:
    outage = Outage.objects.filter(target__url=url, until__isnull=True).first()
    return outage.fault if outage else ""


class TestLinksOfAText:
    def test_are_those_of_the_web_and_of_pages(self) -> None:
        markup = (
            '<p><a href="https://a.example.vn/x?y=1&amp;z=2#doan">Một <b>hai</b></a> '
            '<a linktype="page" id="12">Trang</a> <a href="mailto:a@example.vn">Thư</a> '
            '<a linktype="document" id="3">Tệp</a> <a href="tel:0222">Gọi</a></p>'
        )
        video = {"type": "video", "value": {"url": "https://youtu.be/x", "title": "Phim"}}

        found = list(links_in_body([{"type": "text", "value": markup}, video]))

        assert [(one.url, one.words) for one in found] == [
            ("https://a.example.vn/x?y=1&z=2", "Một hai"),
            ("page:12", "Trang"),
            ("https://youtu.be/x", "Phim"),
        ]


class TestTheProbe:
    def test_knows_every_fault_of_the_site(self, web, portal, author) -> None:
        known = {
            "https://bao.example.vn/tot": "",
            "https://bao.example.vn/mat": Fault.GONE,
            "https://bao.example.vn/hong": Fault.SERVER,
            "https://bao.example.vn/cam": "",
            "http://bao.example.vn/chuyen": Fault.UNREACHABLE,
            "http://bao.example.vn/vong": Fault.MALFORMED,
            "http://mang-trong.example.vn/": Fault.MALFORMED,
            "http://bao.example.vn:22/": Fault.MALFORMED,
        }
        # The local server speaks no TLS: ask for all of it over plain http.
        plain = {url.replace("https://", "http://"): fault for url, fault in known.items()}
        web.redirects("/chuyen", "http://bao.example.vn/tot")
        plain["http://bao.example.vn/chuyen"] = ""
        publish(portal, author, *plain)

        find_broken()

        assert {url: fault_of(url) for url in plain} == plain

    def test_knows_a_host_that_is_away(self, web, portal, author) -> None:
        web.name("khong-con.example.vn", [])
        web.names["khong-con.example.vn"] = [[PUBLIC]]
        publish(portal, author, "http://khong-con.example.vn/a", "http://bao.example.vn/tot")

        # Nothing answers at the path: the local server closes the connection.
        find_broken()

        assert fault_of("http://khong-con.example.vn/a") == Fault.UNREACHABLE
        assert fault_of("http://bao.example.vn/tot") == ""

    def test_asks_again_as_a_reader_before_it_calls_a_fault(self, web, portal, author) -> None:
        def only_get(handler):
            handler.send_response(200 if handler.command == "GET" else 500)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        web.paths["/khong-head"] = only_get
        publish(portal, author, "http://bao.example.vn/khong-head")

        find_broken()

        assert fault_of("http://bao.example.vn/khong-head") == ""
        assert [method for method, *_ in web.asked[:2]] == ["HEAD", "GET"]

    def test_is_sure_only_after_two_checks(self, web, portal, author) -> None:
        publish(portal, author, "http://bao.example.vn/mat")
        gather_links(now=START)
        check(START)
        assert check(START + timedelta(minutes=30)) == 0
        assert not Outage.objects.exists()
        check(START + AGAIN_IF_NEW)

        assert Outage.objects.get().since == START + AGAIN_IF_NEW

    def test_ends_an_outage_when_it_answers_again(self, web, portal, author) -> None:
        publish(portal, author, "http://bao.example.vn/mat")
        find_broken()
        web.says("/mat", b"ok")
        mended = START + timedelta(days=2)
        check(mended)

        assert Outage.objects.get().until == mended
        assert not links_to_mend({portal.pk}, mended)

    def test_learns_nothing_while_our_own_line_is_down(self, web, portal, author) -> None:
        for host in ("mot", "hai", "ba"):
            web.name(f"{host}.example.vn", [PUBLIC])
        publish(portal, author, *(f"http://{host}.example.vn/x" for host in ("mot", "hai", "ba")))
        find_broken()

        assert not Outage.objects.exists()
        assert not Target.objects.filter(checked_at__isnull=False).exists()

    def test_asks_a_host_one_thing_at_a_time(self, web, portal, author) -> None:
        publish(portal, author, *(f"http://bao.example.vn/tot?{n}" for n in range(30)))
        gather_links(now=START)
        for number in range(30):
            web.says(f"/tot?{number}", b"ok")

        # The rest of the host waits for the next rounds.
        assert check(START) == 20
        assert len(web.asked) == 20
        assert "LienCong" in web.asked[0][3]["User-Agent"]

    def test_asks_own_portals_by_their_front(self, web, portal, author) -> None:
        other = make_portal()
        host = main_hostname(other)
        web.says("/con/", b"ok")
        web.says("/het/", status=410)
        origin = main_origin(other)
        publish(portal, author, f"{origin}/con/", f"{origin}/het/")

        find_broken()

        assert fault_of(f"{origin}/het/") == Fault.GONE
        assert fault_of(f"{origin}/con/") == ""
        assert {
            (agent.split(":")[0], headers["User-Agent"]) for _, agent, _, headers in web.asked
        } == {(host, "LienCong-own/1")}

    def test_looks_own_pages_up(self, web, portal, author) -> None:
        aim = publish(portal, author, number=2)
        markup = f'<p><a linktype="page" id="{aim.pk}">Tin trước</a></p>'
        write(
            portal, local(2026, 10, 2, 9), 3, author=author,
            body=[{"type": "text", "value": markup}],
        )  # fmt: skip
        find_broken()
        assert fault_of(f"page:{aim.pk}") == ""
        withdraw_story(story=aim, kind=RemovalKind.IN_ERROR, reason="x", actor=author, now=START)
        later = START + timedelta(days=8)
        check(later)
        check(later + AGAIN_IF_NEW)

        assert fault_of(f"page:{aim.pk}") == Fault.UNPUBLISHED
        assert not web.asked

    def test_reads_a_page_once_a_version(self, web, portal, author) -> None:
        story = publish(portal, author, "http://bao.example.vn/mat", "http://bao.example.vn/tot")
        assert gather_links(now=START) == 1
        assert gather_links(now=START) == 0
        story.body = text("http://bao.example.vn/tot")
        story.save_revision(user=author).publish(skip_permission_checks=True)

        assert gather_links(now=SNAPSHOT + timedelta(days=30)) == 1
        assert list(Link.objects.filter(gone_at=None).values_list("target__url", flat=True)) == [
            "http://bao.example.vn/tot"
        ]
        assert Link.objects.count() == 2

    def test_gathers_in_as_many_queries_for_two_pages_as_for_ten(self, portal, author) -> None:
        def queries(first: int, number: int) -> int:
            for place in range(first, first + number):
                publish(portal, author, f"http://bao.example.vn/{place}", number=place)
            with CaptureQueriesContext(connection) as captured:
                assert gather_links(now=SNAPSHOT) == number
            return len(captured)

        queries(0, 1)
        assert queries(1, 2) == queries(10, 10)

    def test_watches_the_fronts_of_portals(self, web, portal) -> None:
        assert watch_fronts(now=START) == 1
        assert watch_fronts(now=START) == 0
        web.says("/", status=502)
        check(START)
        check(START + AGAIN_IF_NEW)
        origin = main_origin(portal)

        assert fault_of(f"{origin}/") == Fault.SERVER
        province = make_portal("province")
        head = make_member(province, Position.HEAD)
        assert f"{portal} " in body(desk_client(head).get(reverse("inbox"))).decode()


class TestBrokenLinks:
    """E2: the points rest on percent, five working days, one free, and who could help it."""

    def end_of_month(self, months: int = 1) -> Period:
        return Period.of_months(OCTOBER, SNAPSHOT, load_calendar(), months=months)

    def take(self, portal, **rules):
        return measure("links.broken", portal, **rules)[portal.pk]

    def broken_on(self, web, portal, author, moment: datetime, broken: int, good: int) -> None:
        for number in range(good):
            web.says(f"/tot?{number}", b"ok")
        urls = [f"http://bao.example.vn/mat?{n}" for n in range(broken)]
        for number in range(broken):
            web.says(f"/mat?{number}", status=404)
        for place in range(0, good, 20):
            some = [f"http://bao.example.vn/tot?{n}" for n in range(place, min(place + 20, good))]
            publish(portal, author, *some, number=100 + place)
        publish(portal, author, *urls, number=1)
        gather_links(now=moment)
        Target.objects.update(checked_at=moment)
        Outage.objects.bulk_create(
            Outage(target=target, fault=Fault.GONE, since=moment)
            for target in Target.objects.filter(url__contains="/mat?")
        )

    @pytest.mark.parametrize(
        ("broken", "good", "value"),
        [
            # One is free: 0 of 40.
            (1, 39, "0"),
            # 2 of 3 count, of 3 + 37 = 40: 5 %.
            (3, 37, "5"),
            # 4 of 5 count, of 5 + 45 = 50: 8 %.
            (5, 45, "8"),
        ],
    )
    def test_are_percent_with_one_free(self, web, portal, author, broken, good, value) -> None:
        self.broken_on(web, portal, author, START, broken, good)

        taken = self.take(portal)

        assert (taken.value, taken.cases) == (Decimal(value), broken + good)

    def test_of_a_portal_that_was_closed_in_the_month_count_as_it_showed_them_at_last(
        self, web, portal, author
    ) -> None:
        self.broken_on(web, portal, author, START, 3, 37)
        closed_on = local_date(START) + timedelta(days=20)
        Portal.objects.filter(pk=portal.pk).update(closed_on=closed_on)
        midnight = datetime.combine(closed_on, time(), LOCAL_ZONE)
        Link.objects.filter(portal=portal).update(gone_at=midnight)
        assert (self.take(portal).value, self.take(portal).cases) == (5, 40)

        Link.objects.filter(portal=portal).update(gone_at=midnight - timedelta(minutes=1))
        assert self.take(portal).cases == 0

        # Closed in a month before, it is none of this one.
        Portal.objects.filter(pk=portal.pk).update(closed_on=OCTOBER.first)
        assert self.take(portal).cases == 0

    @pytest.mark.parametrize(
        ("day", "counted"),
        [
            # October 2026 ends on a Saturday; the 23rd is a Friday: 26, 27, 28, 29, 30.
            (23, 2),
            # The 26th, a Monday: 27, 28, 29, 30.
            (26, 0),
            # A Saturday counts like the Friday before it.
            (24, 2),
        ],
    )
    def test_count_five_working_days_after_they_were_shown(
        self, web, portal, author, day, counted
    ) -> None:
        self.broken_on(web, portal, author, local(2026, 10, day, 9), 3, 17)

        taken = self.take(portal)

        assert (taken.numbers["counted"], taken.numbers["broken"]) == (counted, 3)

    def test_that_were_mended_before_the_end_do_not_count(self, web, portal, author) -> None:
        self.broken_on(web, portal, author, START, 3, 17)
        Outage.objects.update(until=local(2026, 10, 31, 20))
        assert self.take(portal).value == 0
        # Mended in November, it was broken in October still.
        Outage.objects.update(until=local(2026, 11, 1, 0, 1))
        assert self.take(portal).value == 10

    def test_at_an_address_down_for_ten_portals_do_not_count(self, web, portal, author) -> None:
        self.broken_on(web, portal, author, START, 3, 17)
        others = [make_portal() for _ in range(9)]
        for other in others:
            url = "http://bao.example.vn/mat?0"
            publish(other, make_member(other, Position.HEAD), url, number=other.pk)
        gather_links(now=START)

        taken = self.take(portal)
        assert (taken.numbers["counted"], taken.numbers["elsewhere"]) == (1, 1)
        # Of nine portals it is their own affair.
        Link.objects.filter(portal=others[0]).update(gone_at=START)
        assert self.take(portal).numbers["elsewhere"] == 0

    def test_of_a_host_that_is_away_for_ten_portals_do_not_count(self) -> None:
        def link(portal: int, path: str, fault: Fault) -> BrokenLink:
            return BrokenLink(portal, portal, "t", "w", f"http://x.vn/{path}", "x.vn", fault, START)

        away = [link(number, str(number), Fault.UNREACHABLE) for number in range(10)]
        gone = link(20, "mat", Fault.GONE)
        everywhere = down_for_many([*away, gone], 10)

        assert all(address_or_host(one, everywhere) for one in away)
        assert address_or_host(gone, everywhere) is None
        assert not down_for_many(away[:9], 10)

    def test_of_one_portal_are_its_own_affair_however_many(self) -> None:
        def link(page: int, path: str, fault: Fault) -> BrokenLink:
            return BrokenLink(7, page, "t", "w", f"http://x.vn/{path}", "x.vn", fault, START)

        assert not down_for_many([link(n, str(n), Fault.UNREACHABLE) for n in range(10)], 10)
        assert not down_for_many([link(n, "mat", Fault.GONE) for n in range(10)], 10)

    def test_are_no_case_before_anything_was_checked(self, portal, author) -> None:
        publish(portal, author, "http://bao.example.vn/tot")
        gather_links(now=START)

        assert self.take(portal).cases == 0

    def test_are_charged_to_the_origin_of_a_story_only(self, web, portal, author) -> None:
        self.broken_on(web, portal, author, START, 3, 17)
        receiver = make_portal()
        story = portal.placements.first().story
        story.placements.create(
            portal=receiver, section=receiver.sections.get(section_type="tin-tuc"),
            role="republished", kind="article", placed_at=START,
        )  # fmt: skip

        assert self.take(receiver).cases == 0


class TestServices:
    """A6: 1 of 3 for the service portal, 2 of 3 for procedures whose links work."""

    def take(self, portal):
        return measure("services.links", portal)[portal.pk]

    def procedure(self, portal, author, *urls, number=1):
        return publish(
            portal, author, *urls, number=number, section="tthc", kind=NoticePage.story_kind
        )

    def test_are_no_news_and_nothing_that_was_gone(self, web, portal, author) -> None:
        """Only what stood in the section when the month ended, and procedures only."""
        publish(portal, author, "http://bao.example.vn/tot", number=1, section="tthc")
        gone = self.procedure(portal, author, "http://bao.example.vn/mat", number=2)
        later = self.procedure(portal, author, "http://bao.example.vn/tot", number=3)
        for story, day in ((gone, local(2026, 10, 20)), (later, local(2026, 11, 3))):
            withdraw_story(
                story=story, kind=RemovalKind.WITHDRAWN, reason="Cũ", actor=author, now=day
            )

        assert self.take(portal).numbers["procedures"] == 1

    def test_are_no_broken_links_besides(self, web, portal, author) -> None:
        """One fault, one criterion: a procedure's link costs A6 and not E2."""
        publish(portal, author, "http://bao.example.vn/tot", number=1)
        self.procedure(portal, author, "http://bao.example.vn/mat", number=2)
        find_broken()
        rules = {"free_links": 0}

        twice = measure("links.broken", portal, **rules)[portal.pk]
        once = measure("links.broken", portal, counted_elsewhere=["tthc"], **rules)[portal.pk]

        assert (twice.numbers["counted"], twice.cases) == (1, 2)
        assert (once.numbers["counted"], once.cases) == (0, 1)

    def test_are_a_third_and_two_thirds(self, web, portal, author) -> None:
        web.name("dichvucong.gov.vn", [PUBLIC])
        web.name("x.dichvucong.gov.vn", [PUBLIC])
        self.procedure(portal, author, "http://dichvucong.gov.vn/tot", number=1)
        self.procedure(portal, author, "http://bao.example.vn/mat", number=2)
        self.procedure(portal, author, number=3)
        self.procedure(portal, author, "http://x.dichvucong.gov.vn/tot", number=4)
        assert self.take(portal).value == 0
        find_broken()

        taken = self.take(portal)

        # (1 + 2 × 2/4) / 3.
        assert (taken.value, taken.cases) == (Decimal(2) / 3, 4)
        assert sorted(one.why for one in taken.examples) == ["broken_link", "no_link"]

    def test_are_what_stands_in_the_section_itself(self, web, portal, author) -> None:
        section = portal.sections.get(section_type="tthc")
        page = section.add_child(instance=InformationPage(title="Cấp bản sao"))
        page.add_child(instance=InformationPage(title="Biểu mẫu"))
        section.add_child(instance=InformationPage(title="Nháp", live=False))

        assert self.take(portal).numbers["procedures"] == 1

    def test_published_after_the_month_are_of_the_next(self, web, portal, author) -> None:
        pages = [self.procedure(portal, author, number=number) for number in (1, 2)]
        ends_at = local(2026, 11, 1)
        for page, moment in zip(pages, (ends_at - timedelta(seconds=1), ends_at), strict=True):
            Page.objects.filter(pk=page.pk).update(first_published_at=moment)

        assert self.take(portal).numbers["procedures"] == 1

    def test_of_another_host_with_that_ending_are_none(self, web, portal, author) -> None:
        web.name("xdichvucong.gov.vn", [PUBLIC])
        self.procedure(portal, author, "http://xdichvucong.gov.vn/tot")
        find_broken()

        assert self.take(portal).value == Decimal(2) / 3

    def test_down_for_many_portals_at_once_are_no_boards_fault(self, web, portal, author) -> None:
        url = "http://dichvucong.gov.vn/mat"
        web.name("dichvucong.gov.vn", [PUBLIC])
        self.procedure(portal, author, url)
        for number in range(9):
            other = make_portal()
            head = make_member(other, Position.HEAD)
            publish(other, head, url, number=10 + number, section="tthc")
        find_broken()
        assert self.take(portal).value == 1
        Link.objects.exclude(portal=portal).update(gone_at=START)

        assert self.take(portal).value == 0

    def test_of_a_portal_without_procedures_are_nothing(self, portal) -> None:
        taken = self.take(portal)

        assert (taken.value, taken.cases) == (0, 1)


class TestThePage:
    def test_shows_the_place_to_mend_to_the_board(self, web, portal, author) -> None:
        story = publish(portal, author, "http://bao.example.vn/mat", title="Có liên kết hỏng")
        find_broken()
        response = desk_client(author).get(reverse("scoring:faults"))
        page = body(response).decode()

        assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in page
        assert "http://bao.example.vn/mat" in page
        # Shown on Monday the 5th: the fifth working day after it is the 12th.
        (row,) = [one["row"] for one in response.context["links"]]
        assert f"{row.counts_at:%d.%m.}" == "12.10."

    def test_is_the_boards_and_its_scorers(self, web, portal, author) -> None:
        province, head, deputy = make_province()
        adopt_default(head, deputy, tiers=("commune",))
        publish(portal, author, "http://bao.example.vn/mat")
        find_broken()
        address = reverse("scoring:faults_of", args=[portal.pk])
        stranger = desk_client(make_member(make_portal(), Position.HEAD))

        assert stranger.get(address).status_code == 404
        seen = body(desk_client(head).get(address)).decode()
        assert "http://bao.example.vn/mat" in seen
        assert (
            reverse("wagtailadmin_pages:edit", args=[portal.placements.get().story_id]) not in seen
        )

    def test_is_told_in_the_inbox_before_it_costs(self, web, portal, author) -> None:
        publish(portal, author, "http://bao.example.vn/mat")
        assert (
            "can-sua"
            not in body(desk_client(author).get(reverse("inbox"))).decode().split("<main")[-1]
        )
        find_broken()

        listed = body(desk_client(author).get(reverse("inbox"))).decode().split("<main")[-1]
        assert reverse("scoring:faults_of", args=[portal.pk]) in listed
        assert settings.PORTALS_SCHEME
