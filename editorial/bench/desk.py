"""How long a member of one board waits for the pages of the admin."""

from __future__ import annotations

import http
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tqdm import tqdm

from editorial.models import ArticlePage, SectionPage, StoryPage
from editorial.review.actions import return_story, submit_story
from portals.operations.bench.measure import Cast, Measured, counting_queries, median_seconds
from portals.operations.bench.table import BenchResult, TableRow, ms
from portals.services import ServicesRefused

if TYPE_CHECKING:
    from portals.boards.models import User

RUNS = 5
# What lies on the desk: of each kind so many texts, as after a week in which nobody looked.
WAITING, RETURNED, BEGUN = 20, 5, 10
MOST_QUERIES = 40
# Wagtail as it comes, with the same content. Measured once, on another machine.
STOCK = {"explorer": "655 ms*", "chooser": "229 ms*", "inbox": "8.80 s*", "review": "8.80 s*"}


def measure_admin(cast: Cast) -> list[Measured]:
    """Home, explorer, inbox, editor, chooser and review list, each as its first screen. There is no baseline.

    Home and inbox are those of the head: all boards of the province lie below, and texts wait.
    """
    section = SectionPage.objects.get(portal=cast.province, section_type="tin-tuc")
    _lay_work(section, cast)
    story = StoryPage.objects.filter(path__startswith=section.path).filter(live=True)[0]
    pages = {
        "explorer": (cast.editor, reverse("wagtailadmin_explore", args=[section.pk])),
        "chooser": (
            cast.editor,
            f"{reverse('wagtailadmin_choose_page')}?page_type=editorial.storypage",
        ),
        "editor": (cast.editor, reverse("wagtailadmin_pages:edit", args=[story.pk])),
        "home": (cast.head, reverse("wagtailadmin_home")),
        "inbox": (cast.head, reverse("inbox")),
        "review": (cast.head, reverse("review_list")),
    }
    found = []
    for name, (user, address) in tqdm(pages.items(), desc="admin", disable=None):
        client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])

        def ask(client: Client = client, address: str = address) -> None:
            answer = client.get(address)
            if answer.status_code != http.HTTPStatus.OK:
                raise ServicesRefused(f"{address} answered {answer.status_code}.")

        ask()
        with counting_queries() as count:
            ask()
        found.append(
            Measured(
                name=f"admin.{name}",
                ours_seconds=median_seconds(ask, times=RUNS),
                queries=count.queries,
            )
        )
    return found


def _lay_work(section: SectionPage, cast: Cast) -> None:
    """Leave texts that wait for the head, came back to the head, or were begun by the head."""
    for number in range(WAITING):
        submit_story(
            story=_draft(section, cast.editor, number), actor=cast.editor, now=timezone.now()
        )
    for number in range(WAITING, WAITING + RETURNED):
        story = _draft(section, cast.head, number)
        submit_story(story=story, actor=cast.head, now=timezone.now())
        return_story(story=story, reason="Thiếu nguồn.", actor=cast.head, now=timezone.now())
    for number in range(WAITING + RETURNED, WAITING + RETURNED + BEGUN):
        _draft(section, cast.head, number)


def _draft(section: SectionPage, author: User, number: int) -> ArticlePage:
    story = ArticlePage(
        title=f"Bài chờ trên bàn {number}", lead="Nội dung để đo.", owner=author, live=False
    )
    section.add_child(instance=story)
    story.save_revision(user=author)
    return story


def admin_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    most = 0.300 if name in {"home", "editor"} else 0.150
    yield TableRow(
        what=f"Admin: {name}",
        stock=STOCK.get(name, "-"),
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries",
        target=f"{ms(most)}, {MOST_QUERIES} queries",
        met=one["ours_seconds"] <= most and one["queries"] <= MOST_QUERIES,
    )
