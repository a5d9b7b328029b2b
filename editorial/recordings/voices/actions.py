"""Having a voice made of a published text, and doing without it again. The board of its own portal decides."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import Placement, StoryPage
from editorial.recordings.enums import VoiceState
from editorial.recordings.models import SyntheticVoice
from editorial.recordings.spoken_text import spoken_paragraphs
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal

from .engines import spoken_languages
from .jobs import nudge_voice

if TYPE_CHECKING:
    from portals.boards.models import User

# About half an hour of speech, as much as is captioned.
LONGEST_TEXT = 40_000


def may_have_voices(user: User, story: StoryPage, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board of the story's own portal. One query."""
    return holds_post(user, story.portal_of_page(), now, STANDING_EDITORS)


def want_voice(*, story: StoryPage, actor: User, now: datetime) -> SyntheticVoice:
    """Have a voice made of the published text of `story`, now and whenever that changes. Safe to repeat.

    Raises NotYourOffice for others than `may_have_voices`, and Refusal where there is no text that can be spoken.
    """
    _check(story, actor, now)
    public = StoryPage.objects.filter(pk=story.pk, live=True).first()
    if public is None:
        raise Refusal(_("Publish the bulletin first: its voice is made of the published text."))
    language = language_of(story)
    if language not in spoken_languages():
        raise Refusal(_("There is no synthetic voice for this language here."))
    text = text_to_speak(public)
    if not text:
        raise Refusal(_("Write the text first: the voice is made of it."))
    if sum(map(len, text)) > LONGEST_TEXT:
        raise Refusal(_("The text is too long for a synthetic voice."))
    with transaction.atomic():
        voice, is_new = SyntheticVoice.objects.get_or_create(
            story=public,
            defaults={"language": language, "text": text, "text_hash": hash_of_spoken(text, language),
                "wanted_by": actor, "asked_at": now},
        )  # fmt: skip
        if is_new:
            _log(story, "recordings.want_voice")
            nudge_voice(voice.pk)
    return voice


def drop_voice(*, story: StoryPage, actor: User, now: datetime) -> bool:
    """Do without the voice of `story`; return whether there was one. Its file goes."""
    _check(story, actor, now)
    with transaction.atomic():
        voice = SyntheticVoice.objects.filter(pk=story.pk).first()
        if voice is None:
            return False
        voice.delete()
        _log(story, "recordings.drop_voice")
        tell_readers(story.pk)
    return True


def let_voice_follow(*, story: StoryPage, now: datetime) -> None:
    """Have the voice of `story`, if one is wanted, made anew where the published text is another than it says.

    What said the former text goes at once; so does the wish where nothing is left to say.
    """
    with transaction.atomic():
        voice = SyntheticVoice.objects.select_for_update().filter(pk=story.pk).first()
        if voice is None:
            return
        text, language = text_to_speak(story), language_of(story)
        text_hash = hash_of_spoken(text, language)
        if text_hash == voice.text_hash:
            return
        if not text or language not in spoken_languages() or sum(map(len, text)) > LONGEST_TEXT:
            voice.delete()
            return
        delete_spoken_file(voice)
        SyntheticVoice.objects.filter(pk=voice.pk).update(
            text=text, text_hash=text_hash, language=language, state=VoiceState.WAITING, mp3="",
            mp3_bytes=0, seconds=None, engine="", asked_at=now, made_at=None, tries=0,
            next_try_at=None,
        )  # fmt: skip
        nudge_voice(voice.pk)


def delete_spoken_file(voice: SyntheticVoice) -> None:
    """Delete what was spoken, once it is certain that nothing leads to it."""
    if voice.mp3:
        storage, name = voice.mp3.storage, str(voice.mp3.name)
        transaction.on_commit(lambda: storage.delete(name))


def tell_readers(story_id: int) -> None:
    """Have the pages that show the story made anew."""
    placed = Placement.objects.standing().filter(story=story_id)
    change_editions(portal_ids=placed.values_list("portal_id", flat=True))


def language_of(story: StoryPage) -> str:
    return str(getattr(story.specific, "language", "vi"))


def text_to_speak(story: StoryPage) -> list[str]:
    """The paragraphs of the text on the instance. No query."""
    return [one.text for one in spoken_paragraphs(story.body.get_prep_value())]


def hash_of_spoken(text: list[str], language: str) -> str:
    written = json.dumps([language, text], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _check(story: StoryPage, actor: User, now: datetime) -> None:
    if not may_have_voices(actor, story, now):
        raise NotYourOffice(
            _("Head, deputy and secretary of the board decide on its synthetic voices.")
        )


def _log(story: StoryPage, action: str) -> None:
    log(instance=story, action=action, data={"portal": story.portal_of_page().pk})
