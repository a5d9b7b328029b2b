"""The chapters of the demo that are of this floor: what travelled down and up, and what was made of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from editorial.demo.document_files import IssuedDocuments
from editorial.demo.told import ImportedStories
from portals.demo.people import Crews
from portals.operations.demo.chapters import DemoChapter, DemoScene

from .bulletins import air_urgent_bulletin
from .deliveries import have_some_placed_at_once, leave_every_state
from .own_versions import leave_changed_stories
from .travels import send_documents, send_down, send_up


def _travel(scene: DemoScene) -> None:
    province, crews, stories = scene.province, scene.take(Crews), scene.take(ImportedStories)
    have_some_placed_at_once(scene.portals, scene.now)
    send_down(province, crews, stories.of(province), now=scene.now)
    documents = scene.take(IssuedDocuments).asked_for_by_number()
    send_documents(province, crews, documents, now=scene.now)
    send_up(province, crews[province.pk], stories.news_of_others(province), crews, now=scene.now)
    leave_every_state(province, crews, now=scene.now)
    air_urgent_bulletin(province, crews, now=scene.now)


def _leave_own_versions(scene: DemoScene) -> None:
    leave_changed_stories(scene.portals, scene.take(Crews), now=scene.now)


CHAPTERS = (
    DemoChapter("dispatches", 60, _("Dispatches"), _travel),
    DemoChapter("own_versions", 85, _("Own versions"), _leave_own_versions),
)
