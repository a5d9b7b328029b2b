"""What follows from Wagtail's own signals. Each receiver makes one call."""

from __future__ import annotations

from typing import Any

import django_rq
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from portals.jobs.schedules import ROUTINE
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .content_scan import jobs as guard_jobs
from .file_text.actions import forget_text
from .file_text.jobs import read_new_file
from .jobs import examine_document_now, examine_image_now, read_document_now, scan_file_now
from .models import (
    InformationPage,
    PortalDocument,
    PortalImage,
    ReadFile,
    StoryPage,
    WordImport,
)
from .placements.actions import follow_move
from .placements.cache_invalidation import renew_portal_of
from .placements.publishing import carry_out_publication, follow_unpublication, publish_files
from .public_record.pages import note_page, note_page_reads, note_page_taken_off
from .recordings.jobs import nudge
from .recordings.making import delete_renditions
from .recordings.models import Recording, SyntheticVoice
from .recordings.sounds import note_sound
from .recordings.voices.actions import delete_spoken_file
from .search.rows import refresh
from .search.sources import watchers
from .search.standing_things import PAGES as PAGES_FOUND
from .standing.readdressing import keep_address


@receiver(post_save, sender=PortalDocument)
def scan_what_was_uploaded(instance: PortalDocument, created: bool, **_kwargs: Any) -> None:
    if created and instance.scan_state == ScanState.WAITING:
        django_rq.get_queue(ROUTINE).enqueue(scan_file_now, document_id=instance.pk)


@receiver(post_save, sender=PortalImage)
def examine_what_was_hung(instance: PortalImage, created: bool, **_kwargs: Any) -> None:
    if created and instance.examination == Examination.EXAMINING:
        django_rq.get_queue(ROUTINE).enqueue(examine_image_now, image_id=instance.pk)


@receiver(post_save, sender=PortalDocument)
def examine_what_was_uploaded(instance: PortalDocument, created: bool, **_kwargs: Any) -> None:
    if created and instance.examination == Examination.EXAMINING:
        django_rq.get_queue(ROUTINE).enqueue(examine_document_now, document_id=instance.pk)


@receiver(post_save, sender=PortalDocument)
def read_what_was_uploaded(instance: PortalDocument, created: bool, **_kwargs: Any) -> None:
    if created and instance.is_fine:
        django_rq.get_queue(ROUTINE).enqueue(read_new_file, document_id=instance.pk)


@receiver(post_save, sender=PortalDocument)
def prepare_what_is_heard(instance: PortalDocument, created: bool, **_kwargs: Any) -> None:
    if created and note_sound(document=instance, now=timezone.now()) and instance.is_fine:
        nudge(instance.pk)


@receiver(post_delete, sender=Recording)
def delete_what_was_made(instance: Recording, **_kwargs: Any) -> None:
    """With a recorded file goes what was made of it."""
    delete_renditions(recording=instance)


@receiver(post_delete, sender=SyntheticVoice)
def delete_what_was_spoken(instance: SyntheticVoice, **_kwargs: Any) -> None:
    """With the wish, or the text, goes the voice."""
    delete_spoken_file(instance)


@receiver(post_delete, sender=ReadFile)
def forget_what_it_said(instance: ReadFile, **_kwargs: Any) -> None:
    """With the last file of a content goes its text."""
    forget_text(text_id=instance.text_id)


@receiver(post_save, sender=WordImport)
def read_what_was_sent(instance: WordImport, created: bool, **_kwargs: Any) -> None:
    if created:
        django_rq.get_queue(ROUTINE).enqueue(read_document_now, import_id=instance.pk)


@receiver(post_delete, sender=WordImport)
def delete_what_was_sent(instance: WordImport, **_kwargs: Any) -> None:
    """Also where the row goes with its section or its owner."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@receiver(page_published)
def place_what_was_published(instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, StoryPage):
        carry_out_publication(story=instance, now=timezone.now())
    elif isinstance(instance, InformationPage) and instance.live:
        publish_files(page=instance)


@receiver([page_published, page_unpublished])
def find_what_was_published(instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, InformationPage):
        refresh(PAGES_FOUND, [str(instance.pk)])


@receiver(post_save)
@receiver(post_delete)
def find_what_was_saved(sender: type[Model], instance: Model, **_kwargs: Any) -> None:
    for source, key_of in watchers().get(sender, ()):
        refresh(source, [key_of(instance)])


@receiver(page_published)
def record_what_was_published(instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, InformationPage):
        note_page(page=instance, now=timezone.now())


@receiver(page_unpublished)
def record_what_was_unpublished(instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, InformationPage):
        note_page_taken_off(page=instance, now=timezone.now())


@receiver(page_published)
def scan_what_was_published(instance: Page, **_kwargs: Any) -> None:
    if instance.live and isinstance(instance, (StoryPage, InformationPage)):
        guard_jobs.scan_what_was_published.delay(page_id=instance.pk)


@receiver(page_unpublished)
def end_what_was_unpublished(instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, StoryPage):
        follow_unpublication(story=instance, now=timezone.now())


@receiver(post_page_move)
def place_where_it_was_moved(instance: Page, **_kwargs: Any) -> None:
    story = instance.specific
    if isinstance(story, StoryPage):
        follow_move(story=story)


@receiver(page_slug_changed)
def keep_the_address_it_had(instance: Page, instance_before: Page, **_kwargs: Any) -> None:
    if not isinstance(instance, StoryPage):
        keep_address(page=instance, url_path_before=instance_before.url_path, now=timezone.now())


@receiver(post_page_move)
def keep_the_address_it_left(instance: Page, url_path_before: str, **_kwargs: Any) -> None:
    page = instance.specific
    if not isinstance(page, StoryPage):
        keep_address(page=page, url_path_before=url_path_before, now=timezone.now())


@receiver(post_page_move)
def record_where_it_was_moved(instance: Page, **_kwargs: Any) -> None:
    page = instance.specific
    if isinstance(page, InformationPage):
        note_page_reads(page=page, now=timezone.now())


@receiver([page_published, page_unpublished])
def renew_what_shows_it(instance: Page, **_kwargs: Any) -> None:
    if not isinstance(instance, StoryPage):
        renew_portal_of(page=instance)


@receiver(post_page_move)
def renew_what_showed_it(instance: Page, **_kwargs: Any) -> None:
    page = instance.specific
    if not isinstance(page, StoryPage):
        renew_portal_of(page=page)
