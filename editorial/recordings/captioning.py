"""Captions that are wanted: the text is noted, and a job finds where it is spoken."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from editorial.models import Placement, PortalDocument, StoryPage

from .enums import CaptionState
from .jobs import nudge_captions
from .models import Captions, Recording
from .sounds import note_sound
from .spoken_text import spoken_paragraphs


def captions_wanted(page: StoryPage, *, document: PortalDocument, now: datetime) -> Captions | None:
    """Have captions of `document` made of the text of `page`, unless those that there are were made of the same text.

    Of a live page it is the published text that counts, whatever is on the instance: no draft is shown below public
    sound. Without a text what there was goes; None then, and where `document` is no sound or is captioned with the
    text of another page, which stays until that page is gone, or no longer public while this one is.
    """
    stored = StoryPage.objects.filter(pk=page.pk, live=True).first() if page.live else None
    paragraphs = [
        {"text": one.text, "is_heading": one.is_heading}
        for one in spoken_paragraphs((stored or page).body.get_prep_value())
    ]
    recording = note_sound(document=document, now=now)
    if recording is None:
        return None
    with transaction.atomic():
        Recording.objects.select_for_update().get(pk=recording.pk)
        captions = Captions.objects.filter(recording=recording).first()
        if captions is not None and captions.story_id != page.pk and not _gives_way(captions, page):
            return None
        if not paragraphs:
            Captions.objects.filter(recording=recording).delete()
            return None
        language = getattr(page, "language", "vi")
        text_hash = _hash(paragraphs, language)
        if captions is not None and captions.text_hash == text_hash:
            if captions.story_id != page.pk:
                Captions.objects.filter(pk=captions.pk).update(story=page.pk)
                captions.refresh_from_db()
            return captions
        captions, _is_new = Captions.objects.update_or_create(
            recording=recording,
            defaults={
                "story_id": page.pk,
                "language": language,
                "text": paragraphs,
                "text_hash": text_hash,
                "state": CaptionState.WAITING,
                "cues": [],
                "likeness": None,
                "asked_at": now,
                "made_at": None,
                "tries": 0,
                "next_try_at": None,
            },
        )
    nudge_captions(document.pk)
    return captions


def _gives_way(captions: Captions, page: StoryPage) -> bool:
    standing = Placement.objects.standing().filter(story__live=True, story=captions.story_id)
    return page.live and not standing.exists()


def _hash(paragraphs: list[dict[str, Any]], language: str) -> str:
    written = json.dumps([language, paragraphs], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
