"""How long a member of one board waits for the pages of the admin."""

from __future__ import annotations

import http

from django.conf import settings
from django.test import Client
from django.urls import reverse
from tqdm import tqdm

from editorial.models import SectionPage, StoryPage
from portals.services import ServicesRefused

from .measure import Cast, Measured, counted, median_seconds

RUNS = 5


def measure_admin(cast: Cast) -> list[Measured]:
    """Explorer, chooser, editor, home, inbox and review list, each as its first screen. There is no baseline."""
    section = SectionPage.objects.get(portal=cast.province, section_type="tin-tuc")
    story = StoryPage.objects.filter(path__startswith=section.path).exclude(pk=section.pk)[0]
    pages = {
        "explorer": (cast.editor, reverse("wagtailadmin_explore", args=[section.pk])),
        "chooser": (
            cast.editor,
            f"{reverse('wagtailadmin_choose_page')}?page_type=editorial.storypage",
        ),
        "editor": (cast.editor, reverse("wagtailadmin_pages:edit", args=[story.pk])),
        "home": (cast.editor, reverse("wagtailadmin_home")),
        "inbox": (cast.editor, reverse("inbox")),
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
        with counted() as count:
            ask()
        found.append(
            Measured(
                name=f"admin.{name}",
                ours_seconds=median_seconds(ask, times=RUNS),
                queries=count.queries,
            )
        )
    return found
