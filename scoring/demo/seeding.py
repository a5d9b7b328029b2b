"""Filling an empty database with the demo: 156 portals, their boards, three months of stories."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.demo.library import Library, hang_pictures, prepare_renditions, words_of_images
from editorial.demo.stories import Board, stories_of
from editorial.demo.words import Neighbours
from editorial.models import ArticlePage, SectionPage, StoryPage
from editorial.opening.listing import carry_out, read_opening_list
from portals.boards.models import User
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Oversight, Portal

from .begun_work import leave_begun_work
from .contacts import fill_contacts, name_clusters
from .deliveries import keep_rules, leave_every_state
from .desk_work import leave_work
from .ledger import begin_to_sign
from .mails import remind_whom_the_screen_names
from .offices import arrange_offices
from .organisation import describe, write_standing_pages
from .own_versions import leave_changed_stories
from .people import Crew, seat_boards
from .scores import score_last_months
from .travels import send_down, send_up
from .visits import let_readers_come

PORTALS = Path(settings.ROOT) / "portals" / "data" / "portals-2024.csv"
OPENED_ON = date(2019, 1, 1)
# The account by which a seeded database is known.
MARK = "truongban.tinh"


class NotEmpty(Exception):
    """The database holds portals that are not the demo's."""


@dataclass(frozen=True)
class Step:
    name: str
    seconds: float


def is_seeded() -> bool:
    """Whether the demo stands in the database; raises NotEmpty where something else does."""
    if User.objects.filter(username=MARK).exists():
        return True
    if Portal.objects.exists():
        raise NotEmpty
    return False


def seed(*, now: datetime) -> list[Step]:
    """Write the whole demo in one transaction; return how long each part took."""
    steps: list[Step] = []
    with transaction.atomic():
        with _timed(_("Portals"), steps):
            found = read_opening_list(
                PORTALS, base_domain=settings.PORTALS_BASE_DOMAIN, opened_on=OPENED_ON
            )
            carry_out(found, actor=None, now=now)
            name_clusters()
        portals = list(Portal.objects.select_related("root").order_by("tier__level", "pk"))
        with _timed(_("Boards"), steps):
            hosts = _hosts(portals)
            crews = seat_boards(portals, hosts, since=OPENED_ON)
            fill_contacts(portals, crews, hosts)
            describe(portals, crews, hosts, now=now)
            write_standing_pages(portals)
        with _timed(_("Images"), steps):
            libraries = hang_pictures(portals)
            prepare_renditions(libraries)
        with _timed(_("Texts"), steps):
            boards = _boards(portals, crews, libraries, now)
            stories = [
                story
                for board in boards
                for story in stories_of(board, today=local_date(now), now=now)
            ]
        with _timed(_("Stories"), steps):
            pages = _import(stories, now)
        with _timed(_("Dispatches"), steps):
            _travel(portals, crews, stories, pages, now)
        with _timed(_("Readers"), steps):
            let_readers_come(now=now)
        with _timed(_("Drafts"), steps):
            leave_work(portals, crews, now=now)
            leave_begun_work(portals, crews, now=now)
            leave_changed_stories(portals, crews, now=now)
        with _timed(_("Offices"), steps):
            arrange_offices(portals, crews, now=now)
            remind_whom_the_screen_names()
        with _timed(_("Scores"), steps):
            score_last_months(portals, crews, now=now)
            begin_to_sign(now=now)
    return steps


@contextmanager
def _timed(name: str, steps: list[Step]) -> Iterator[None]:
    started = time.monotonic()
    yield
    steps.append(Step(name, time.monotonic() - started))


def _hosts(portals: Sequence[Portal]) -> dict[int, str]:
    with PORTALS.open(encoding="utf-8") as file:
        hosts = {row["code"]: row["host"] for row in csv.DictReader(file)}
    return {portal.pk: hosts[portal.code] for portal in portals}


def _boards(
    portals: Sequence[Portal], crews: dict[int, Crew], libraries: dict[int, Library], now: datetime
) -> list[Board]:
    by_id = {portal.pk: portal for portal in portals}
    overseers = dict(
        Oversight.objects.in_force(local_date(now)).values_list("portal_id", "overseer_id")
    )
    sections: dict[int, dict[str, SectionPage]] = {portal.pk: {} for portal in portals}
    for section in SectionPage.objects.all():
        sections[section.portal_id][section.section_type_id] = section
    districts = [portal for portal in portals if portal.tier_id == "district"]
    communes = [portal for portal in portals if portal.tier_id == "commune"]
    calendar = load_calendar()

    def around(portal: Portal) -> Neighbours:
        district = by_id[overseers[portal.pk]] if portal.tier_id == "commune" else None
        within = district or (portal if portal.tier_id == "district" else None)
        near = [one for one in communes if within is None or overseers[one.pk] == within.pk]
        return Neighbours(district, near, districts)

    return [
        Board(
            portal=portal,
            around=around(portal),
            sections=sections[portal.pk],
            images=libraries[portal.pk],
            words_of_image=words_of_images(libraries[portal.pk]),
            authors=crews[portal.pk].authors,
            approver=crews[portal.pk].head,
            calendar=calendar,
        )
        for portal in portals
    ]


def _import(stories: Sequence[StoryImport], now: datetime) -> list[StoryPage]:
    with tqdm(total=len(stories), desc=_("Importing stories"), unit=_("story")) as bar:
        return import_stories(stories=stories, actor=None, now=now, progress=bar.update)


def _travel(
    portals: Sequence[Portal],
    crews: dict[int, Crew],
    stories: Sequence[StoryImport],
    pages: Sequence[StoryPage],
    now: datetime,
) -> None:
    by_id = {portal.pk: portal for portal in portals}
    owned = [
        (by_id[story.section.portal_id], page) for story, page in zip(stories, pages, strict=True)
    ]
    province = portals[0]
    keep_rules(portals, now)
    send_down(
        province,
        crews,
        [page for portal, page in owned if portal == province],
        now=now,
    )
    local = [
        (by_id[story.section.portal_id], page)
        for story, page in zip(stories, pages, strict=True)
        if story.section.portal_id != province.pk
        and (story.kind, story.section.section_type_id) == (ArticlePage.story_kind, "tin-tuc")
    ]
    send_up(province, crews[province.pk], local, crews, now=now)
    leave_every_state(province, crews, now=now)
