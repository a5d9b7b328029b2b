"""A portal that has ended stands as it was, under its own address, and leads to who took over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from portals.addresses import main_hostname, main_origin
from portals.models import Portal, Succession
from portals.queries import heirs_of
from tests.factories import make_portal, make_province_tree, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
ENDS = date(2026, 12, 1)
A_DAY = timedelta(days=1)


@dataclass
class Change:
    """Two communes became one on the day `ENDS`."""

    province: Portal
    old: Portal
    hostname: str
    new: Portal
    path: str

    def on(self, day: date, path: str = "/") -> HttpResponse:
        with time_machine.travel(datetime.fromisoformat(f"{day}T09:00:00+07:00"), tick=False):
            answer: HttpResponse = Client(headers={"host": self.hostname}).get(path)
        return answer


@pytest.fixture
def change() -> Iterator[Change]:
    province, district, (old, _other) = make_province_tree(2)
    path = published_story(old, title="Khai hội làng").get_url_parts()[2]
    new = make_portal(overseer=district, name="Xã Hợp Nhất", opened_on=ENDS)
    hostname = main_hostname(old)
    end(old, new)
    return Change(province, old, hostname, new, path)


def end(portal: Portal, *heirs: Portal, day: date = ENDS) -> None:
    Succession.objects.bulk_create(
        Succession(portal=portal, successor=heir, kind="merge", happened_on=day) for heir in heirs
    )
    site = portal.site
    Portal.objects.filter(pk=portal.pk).update(closed_on=day, site=None)
    if site is not None:
        site.delete()
    portal.oversights.update(period=(date(2019, 1, 1), day))


class TestTheArchive:
    @pytest.mark.parametrize("page", ["home", "section", "story", "contact"])
    def test_every_page_says_until_when_and_leads_to_who_took_over(
        self, change: Change, page: str
    ) -> None:
        paths = {"home": "/", "section": "/tin-tuc/", "story": change.path, "contact": "/lien-he/"}
        shown = change.on(ENDS, paths[page])

        assert shown.status_code == 200
        text = shown.content.decode()
        assert "30/11/2026" in text
        assert f'href="{main_origin(change.new)}/">Xã Hợp Nhất</a>' in text

    def test_on_the_last_day_nothing_is_said_yet(self, change: Change) -> None:
        assert 'class="ended"' not in change.on(ENDS - A_DAY).content.decode()
        assert 'class="ended"' in change.on(ENDS).content.decode()

    def test_a_portal_that_goes_on_says_nothing(self, change: Change) -> None:
        assert 'class="ended"' not in visit(change.province, "/").content.decode()

    def test_keeps_who_was_above_it_in_its_banner(self, change: Change) -> None:
        above = change.old.oversights.get().overseer
        assert above.agency in change.on(ENDS + A_DAY).content.decode()

    def test_asking_leads_to_the_form_of_who_took_over(self, change: Change) -> None:
        text = change.on(ENDS, "/gui-cau-hoi/").content.decode()

        assert f"{main_origin(change.new)}/gui-cau-hoi/" in text

    @pytest.mark.parametrize("form", ["atom.xml", "rss.xml", "feed.json"])
    def test_feeds_tell_their_readers(self, change: Change, form: str) -> None:
        assert "30/11/2026" in change.on(ENDS, f"/{form}").content.decode()
        assert "30/11/2026" not in change.on(ENDS - A_DAY, f"/{form}").content.decode()


class TestHeirs:
    def test_of_a_chain_the_last_that_is_open(self, change: Change) -> None:
        district = change.new.oversights.get().overseer
        later = ENDS + 30 * A_DAY
        newest = make_portal(overseer=district, opened_on=later)
        end(change.new, newest, day=later)

        assert heirs_of(change.old, later) == [newest]
        assert heirs_of(change.old, later - A_DAY) == [change.new]
        assert heirs_of(change.old, ENDS - A_DAY) == []

    def test_of_one_that_was_split_all(self, change: Change) -> None:
        district = change.new.oversights.get().overseer
        parts = [make_portal(overseer=district, opened_on=ENDS) for _ in range(2)]
        other = make_portal(overseer=district)
        end(other, *parts)

        assert set(heirs_of(other, ENDS)) == set(parts)

    def test_a_circle_ends(self, change: Change) -> None:
        end(change.new, change.old, day=ENDS + A_DAY)

        assert heirs_of(change.old, ENDS + A_DAY) == []
