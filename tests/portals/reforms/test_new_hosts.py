"""A unit that is renamed may get another host: the one before leads there in one step, and comes back with an undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import translation

from editorial.models import InformationPage, MovedThing
from editorial.public.queries.former_files import key_by_name
from editorial.standing.readdressing import rename_section
from portals.addresses import main_origin, origin_of
from portals.boards.enums import Position
from portals.models import Portal, PortalAddress
from portals.reforms.planning import reform_plan_of
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_official,
    picture_block,
    published_story,
    section_of,
)
from tests.portals.reforms.test_switching import BEFORE, LATER, THAT_DAY, Province, province, state

__all__ = ["province"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_and_later() -> Iterator[None]:
    with translation.override("en"), time_machine.travel(LATER, tick=True):
        yield


def led_to(host: str, path: str, now: datetime = LATER) -> tuple[int, str]:
    with time_machine.travel(now, tick=True):
        answer = Client(headers={"host": host}).get(path)
    return answer.status_code, answer.headers.get("Location", "")


def test_every_address_of_the_old_host_leads_to_the_new_one_in_one_step(province: Province) -> None:
    portal = province.communes[0]
    old = portal.site.hostname
    story = published_story(portal, section="gioi-thieu").get_url_parts()[2]
    page = InformationPage(title="Cơ cấu", live=False)
    section_of(portal, "gioi-thieu").add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    before = state()
    reform = province.entered(
        province.lines((portal, province.unit(code=portal.code, host="ten.moi"), "rename"))
    )
    (goes_on,) = reform_plan_of(reform)["going_on"]
    assert goes_on["host"] == old
    new = goes_on["new_host"]
    assert new.startswith("ten.moi.")

    act = province.carry(reform, THAT_DAY)

    assert act.findings == {"differences": []}
    portal = Portal.objects.select_related("site").get(pk=portal.pk)
    assert portal.site.hostname == new
    rename_section(
        section=section_of(portal, "gioi-thieu"),
        title="Về chúng tôi",
        readdress=True,
        actor=make_member(portal, Position.HEAD),
        now=LATER,
    )
    led = {
        "/": "/",
        "/robots.txt": "/robots.txt",
        "/rss.xml": "/rss.xml",
        "/sitemap.xml": "/sitemap.xml",
        "/tim-kiem/?q=a": "/tim-kiem/?q=a",
        "/tin-tuc/": "/tin-tuc/",
        "/tin-tuc": "/tin-tuc/",
        "/gioi-thieu/": "/ve-chung-toi/",
        "/gioi-thieu": "/ve-chung-toi/",
        "/gioi-thieu/co-cau/?x=1": "/ve-chung-toi/co-cau/?x=1",
        story: story.replace("gioi-thieu", "ve-chung-toi"),
    }
    for path, to in led.items():
        status, address = led_to(old, path)
        assert (status, address.partition(new)[2].lstrip(":0123456789")) == (301, to), path
        assert led_to(new, to)[0] == 200
    status, address = led_to(old, "//la.example.vn/")
    assert (status, address.startswith(f"http://{new}") or f"//{new}" in address) == (301, True)
    home = Client(headers={"host": new}).get("/").content.decode()
    assert f"//{new}" in home.partition('rel="canonical"')[2][:120]
    assert old not in home
    for path in ("/robots.txt", "/sitemap.xml", "/rss.xml"):
        told = Client(headers={"host": new}).get(path).content.decode()
        assert new in told
        assert old not in told
    # The day before it was the other way round: the old one answered, and nobody knew the new one.
    assert led_to(old, "/", THAT_DAY - timedelta(minutes=2))[0] == 200
    assert led_to(new, "/", THAT_DAY - timedelta(minutes=2))[0] == 404

    kept = province.take_back(reform, LATER).findings["kept"]
    assert Portal.objects.get(pk=portal.pk).site.hostname == old
    assert state()["wagtailcore_site"] == before["wagtailcore_site"]
    # The new host was printed and linked meanwhile.
    leads = PortalAddress.objects.get(hostname=new)
    assert (leads.is_main, leads.period.lower) == (False, LATER.date())
    assert kept == [{"table": "portals_portaladdress", "row": str(leads.pk), "columns": []}]
    for path in ("/", to):
        assert led_to(new, path) == (301, f"{origin_of(old)}{path}")
        assert led_to(old, path)[0] == 200
    tomorrow = LATER + timedelta(days=1)
    province.carry(reform, tomorrow)
    assert led_to(new, "/", tomorrow)[0] == 200
    assert led_to(old, "/", tomorrow) == (301, f"{origin_of(new)}/")
    province.take_back(reform, tomorrow + timedelta(days=1))
    PortalAddress.objects.get(hostname=new).delete()
    assert state()["portals_portaladdress"] == before["portals_portaladdress"]


def test_back_to_a_host_that_was_its_own_and_again(province: Province) -> None:
    portal = province.communes[0]
    first = portal.site.hostname
    there = province.entered(
        province.lines((portal, province.unit(code=portal.code, host="ten.moi"), "rename"))
    )
    province.carry(there, THAT_DAY)
    province.take_back(there, LATER)
    province.carry(there, LATER)
    back_on = LATER + timedelta(days=5)
    portal.refresh_from_db()
    own = first.removesuffix(f".{settings.PORTALS_BASE_DOMAIN}")
    unit = province.unit(code=portal.code, name="Xã Lại Tên", host=own)
    back = province.entered(
        province.lines((portal, unit, "rename")), day=back_on.date(), mandate="NQ sau"
    )

    province.carry(back, back_on)

    main = {
        address.hostname: address.is_main
        for address in PortalAddress.objects.in_force(back_on.date()).filter(portal=portal)
    }
    assert main.pop(first) is True
    assert list(main.values()) == [False]


def test_what_moved_on_is_met_in_one_step_from_another_host(province: Province) -> None:
    old = province.communes[0]
    document, image = make_document(old), make_image(old)
    body = [
        {"type": "file", "value": {"document": document.pk, "title": "Tệp"}},
        picture_block(image),
    ]
    story = published_story(old, body=body).get_url_parts()[2]
    rendition = image.get_rendition("width-20").url
    stays = published_story(old, section="gioi-thieu")
    spelt = stays.get_url_parts()[2]
    make_official(old)
    MovedThing.objects.create(
        portal=old, source="liferay:x", key=f"file/{key_by_name('tệp cũ.txt')}", sha256="0" * 64,
        document=document, moved_at=BEFORE,
    )  # fmt: skip
    other = f"khac.{settings.PORTALS_BASE_DOMAIN}"
    since = DateRange(BEFORE.date(), None)
    PortalAddress.objects.create(portal=old, hostname=other, is_main=False, period=since)
    first, second = province.merging()
    reform = province.entered([replace(first, sections=("tin-tuc", "van-ban")), second])

    province.carry(reform, THAT_DAY)

    new = main_origin(Portal.objects.select_related("site").get(name="Xã Mới"))
    led = {
        f"{story}?ngay=1": f"{story}?ngay=1",
        story[:-1]: story,
        f"{story[:-1]}.pdf": f"{story[:-1]}.pdf",
        f"{story}xac-thuc/": f"{story}xac-thuc/",
        "/tin-tuc/?x=1": "/tin-tuc/?x=1",
        "/tin-tuc": "/tin-tuc/",
        "/tin-tuc/rss.xml": "/tin-tuc/rss.xml",
        "/van-ban/danh-muc.csv?nam=2024": "/van-ban/danh-muc.csv?nam=2024",
        document.url: document.url,
        document.url.replace("/tep/", "/am-thanh/"): document.url,
        rendition: rendition,
        "/documents/1/2/tệp+cũ.txt/0a?t=1": f"{document.url}?t=1",
    }
    for path, to in led.items():
        assert led_to(other, path) == (301, new + to), path
    host = PortalAddress.objects.in_force(LATER.date()).get(portal=old, is_main=True).hostname
    for path in (story, f"{story}?ngay=1", "/van-ban/danh-muc.csv?nam=2024"):
        assert led_to(host, path) == (301, new + path)
    assert led_to(host, "/documents/1/2/tệp+cũ.txt/0a") == (301, new + document.url)
    # What stayed is met where it stands, however it was spelt.
    for path in (f"/cu/ten-cu-{stays.pk}/", f"/cu/ten-cu-{stays.pk}"):
        assert led_to(other, path) == (301, f"{origin_of(host)}{spelt}")
    pdf = f"{origin_of(host)}{spelt[:-1]}.pdf"
    assert led_to(other, f"/cu/ten-cu-{stays.pk}.pdf") == (301, pdf)
    assert led_to(other, "/gioi-thieu/") == (301, f"{origin_of(host)}/gioi-thieu/")
    assert led_to(other, "/tep/999999/x.txt") == (301, f"{origin_of(host)}/tep/999999/x.txt")
