"""The pages of a portal that is put back: their texts, the sections where they stood, drafts that were deleted.

A slice of pages at a time, however many the portal has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

from editorial.models import (
    Correction,
    InformationPage,
    InformationRemoval,
    Placement,
    SectionPage,
    StoryPage,
    StoryWithdrawal,
)
from editorial.placements.actions import make_slug_free
from editorial.placements.writing import put_pin_back
from portals.clock import local_date
from portals.models import Portal

from .backup_look import BESIDE, NotReadable, read_more_beside
from .drafts_again import make_draft_again
from .public_text import public_fields_of

if TYPE_CHECKING:
    from portals.boards.models import User

AT_ONCE = 200


@dataclass
class PuttingBack:
    """What is put back, and what stays as it is and why; in words, a line for each thing."""

    put_back: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)


def page_models() -> list[type[Page]]:
    kinds = [
        one for one in apps.get_models() if issubclass(one, StoryPage) and one is not StoryPage
    ]
    return [SectionPage, InformationPage, *kinds]


@dataclass(frozen=True)
class PagesBack:
    """Writes as `actor`; without one only says what would be done."""

    portal: Portal
    backup: Path
    begun: datetime
    actor: User | None
    done: PuttingBack

    def put_back(self, model: type[Page]) -> None:
        """Publish anew the pages of one model whose public text is another than it was, where they stood."""
        root = self._root
        then = model.objects.using(BESIDE).filter(path__startswith=root).order_by("pk")
        seen: set[int] = set()
        for some in batched(then.iterator(chunk_size=AT_ONCE), AT_ONCE):
            seen.update(one.pk for one in some)
            self._slice(model, {one.pk: one for one in some})
        since = model.objects.filter(path__startswith=root).exclude(pk__in=seen)
        self.done.since += [_named(one) for one in since.order_by("pk").iterator(AT_ONCE)]
        if issubclass(model, StoryPage):
            self._pins(model)

    @cached_property
    def _root(self) -> str:
        if self.portal.root is None:
            raise NotReadable(f"The portal {self.portal.code} has no pages.")
        return str(self.portal.root.path)

    def _slice(self, model: type[Page], then: dict[int, Page]) -> None:
        here = model.objects.in_bulk(list(then))
        self._gone([one for key, one in then.items() if key not in here])
        left = {key for key, page in here.items() if not page.path.startswith(self._root)}
        self.done.stays += [
            f"{_named(then[key])}: moved to another portal since" for key in sorted(left)
        ]
        there = [key for key in then if key in here and key not in left]
        self.done.since += [
            _named(here[key]) for key in there if here[key].live and not then[key].live
        ]
        public = [key for key in there if then[key].live]
        self._public(model, {key: then[key] for key in public}, here)

    def _public(self, model: type[Page], then: dict[int, Page], here: dict[int, Page]) -> None:
        changed = [key for key, old in then.items() if self._differs(here[key], old)]
        if self.actor:
            # What was recalled or corrected while all was compared is not put back either.
            list(Page.objects.filter(pk__in=changed).order_by("pk").select_for_update(no_key=True))
            here = model.objects.in_bulk(changed)
        kept = _kept(changed, self.begun)
        self.done.stays += [f"{_named(then[key])}: {kept[key]}" for key in changed if key in kept]
        writing = [key for key in changed if key not in kept]
        texts = [key for key in writing if _reads_otherwise(here[key], then[key])]
        self._say_reviews(model, texts, then)
        for key in writing:
            self._move_back(here[key], then[key])
        for key in texts:
            if self.actor:
                _publish_as(model.objects.get(pk=key), then[key], self.actor)
            self.done.put_back.append(_named(then[key]))

    def _differs(self, page: Page, old: Page) -> bool:
        return _reads_otherwise(page, old) or self._stood_in(page, old) is not None

    def _stood_in(self, page: Page, old: Page) -> SectionPage | None:
        """The section in which the page stood, where it stands in another now."""
        stood = self._sections.get(_above(old))
        return stood if stood is not None and stood.path != _above(page) else None

    @cached_property
    def _sections(self) -> dict[str, SectionPage]:
        """The sections of the portal as they are, by the path that they had."""
        here = SectionPage.objects.filter(portal=self.portal).in_bulk()
        then = SectionPage.objects.using(BESIDE).filter(pk__in=list(here))
        return {path: here[key] for key, path in then.values_list("pk", "path")}

    def _move_back(self, page: Page, old: Page) -> None:
        section = self._stood_in(page, old)
        if section is None:
            return
        if self.actor:
            section = SectionPage.objects.get(pk=section.pk)
            make_slug_free(page, section)
            MovePageAction(page, section, pos="last-child", user=self.actor).execute(
                skip_permission_checks=True
            )
        self.done.put_back.append(f"{_named(old)}: back to “{section.title}”")

    def _say_reviews(self, model: type[Page], keys: Sequence[int], then: dict[int, Page]) -> None:
        """A review ends where another version is published; what was in review stays among the versions."""
        states = WorkflowState.objects.active().filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(key) for key in keys],
        )
        for state in states.select_related("requested_by").order_by("pk"):
            asked = state.requested_by.username if state.requested_by else "–"
            day = local_date(state.created_at)
            self.done.reviews.append(
                f"{_named(then[int(state.object_id)])}: asked for by {asked} on {day:%d/%m/%Y}"
            )

    def _gone(self, pages: Sequence[Page]) -> None:
        """Make again, as drafts, those that were never public; a text that was is gone by no act of a desk."""
        keys = [one.translation_key for one in pages]
        here = set(
            Page.objects.filter(translation_key__in=keys).values_list("translation_key", flat=True)
        )
        drafts = [
            one
            for one in pages
            if one.first_published_at is None and one.translation_key not in here
        ]
        for page in pages:
            if page.first_published_at is not None:
                self.done.stays.append(f"{_named(page)}: {_why_gone(page.pk)}")
        if not drafts:
            return
        versions = self._versions(drafts)
        for page in drafts:
            section = self._sections.get(_above(page))
            if section is None:
                self.done.stays.append(f"{_named(page)}: its section is gone")
                continue
            version = versions.get(page.latest_revision_id)
            if self.actor and not make_draft_again(page, version, section, self.actor):
                self.done.stays.append(f"{_named(page)}: what it cannot be without is gone")
            else:
                self.done.put_back.append(f"{_named(page)}: a draft again")

    def _versions(self, pages: Iterable[Page]) -> dict[int | None, dict[str, Any]]:
        read_more_beside(self.backup, Revision)
        wanted = [page.latest_revision_id for page in pages]
        versions = Revision.objects.using(BESIDE).filter(pk__in=wanted)
        return dict(versions.values_list("pk", "content"))

    def _pins(self, model: type[StoryPage]) -> None:
        """How long own stories stand on top is put back; where a story stands follows from its page."""
        own = {"portal": self.portal.pk, "removed_at": None, "role": "origin"}
        own["kind"] = model.story_kind
        then = dict(Placement.objects.using(BESIDE).filter(**own).values_list("pk", "pinned_until"))
        for one in Placement.objects.filter(**own).order_by("pk"):
            if one.pk in then and one.pinned_until != then[one.pk]:
                if self.actor:
                    put_pin_back(one, until=then[one.pk])
                self.done.put_back.append(f"placement {one.pk}: pinned until {then[one.pk]}")


def _reads_otherwise(page: Page, old: Page) -> bool:
    return not page.live or public_fields_of(page) != public_fields_of(old)


def _above(page: Page) -> str:
    return str(page.path[: -Page.steplen])


def _kept(keys: list[int], since: datetime) -> dict[int, str]:
    """Which pages were taken from the public or corrected after the backup, and in which of these ways."""
    # One that is in hand would be published with the text, and nobody approved of it.
    corrected = Correction.objects.filter(story__in=keys).filter(
        Q(written_at__gte=since) | Q(published_at__gte=since) | Q(published_at=None)
    )
    found = dict.fromkeys(corrected.values_list("story", flat=True), "corrected since")
    for rows, column in ((StoryWithdrawal.objects, "story"), (InformationRemoval.objects, "page")):
        taken = rows.filter(**{f"{column}__in": keys}, removed_at__gte=since)
        found |= dict.fromkeys(taken.values_list(column, flat=True), "taken from the public since")
    return found


def _why_gone(key: int) -> str:
    if PageLogEntry.objects.filter(page_id=key, action="wagtail.delete").exists():
        return "deleted since, by an act that stands in the log"
    return "gone, and no act says why: restore the backup whole on a copy, and ask"


def _publish_as(page: Page, old: Page, actor: User) -> None:
    """Give the page the text of before by a new revision, as any version becomes public."""
    content = page.serializable_data() | public_fields_of(old)
    anew = page.with_content_json(content)
    revision = anew.save_revision(user=actor, changed=True, log_action=True)
    revision.publish(user=actor, skip_permission_checks=True)


def _named(page: Page) -> str:
    return f"{page._meta.verbose_name} {page.pk} “{page.title}”"
