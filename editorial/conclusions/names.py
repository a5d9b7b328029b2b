"""Who is sanctioned is named by letters alone: what stands beside them must not say more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.disclosures.figures import LEGIBLE
from editorial.disclosures.names import stands_in_full
from editorial.disclosures.privacy import personal_in
from editorial.disclosures.said import public_words
from editorial.file_text.queries import texts_of
from editorial.models import PortalDocument
from portals.refusals import Refusal

from .enums import Party
from .models import RewardedParty, RewardPage

if TYPE_CHECKING:
    from editorial.models import StoryPage


class NamesSomebody(Refusal):
    """A sanction says in its text or a file who the persons are whose names it shortens."""


def refuse_sanctioned_by_name(*, story: StoryPage, now: datetime) -> None:
    """Refuse a sanction that says whom its letters mean. For `placements.publications`. Four queries."""
    if not isinstance(story, RewardPage) or not story.shortens_names:
        return
    # A board's own version has no rows, and speaks of the same people.
    of = [pk for pk in (story.pk, story.adapted_from_id) if pk is not None]
    parties = list(RewardedParty.objects.filter(page__in=of))
    masks = [one.name for one in parties if one.party == Party.PERSON]
    if not masks:
        return
    rows = (story.decided_by, *(words for one in parties for words in (one.what, one.why)))
    _refuse(masks, "\n".join((public_words(story, now), *rows)), _("The text"))
    files = list(PortalDocument.objects.filter(published_in__page=story))
    texts = texts_of(files)
    for file in files:
        read = texts.get(file.pk)
        if read is None or read.state not in LEGIBLE:
            raise NamesSomebody(
                _(
                    "“%(title)s” could not be read so far, so nobody knows whether it names who is sanctioned. Attach "
                    "it with its text, or publish without it."
                )
                % {"title": file.title}
            )
        named = _("The file “%(title)s”") % {"title": file.title}
        _refuse(masks, "\n".join((file.title, read.text)), named)


def _refuse(masks: list[str], words: str, what: str) -> None:
    if stands_in_full(masks, words) or personal_in(words).has_numbers:
        raise NamesSomebody(
            _(
                "%(what)s says in full who is sanctioned, or has a number of theirs. Leave the letters of the name, "
                "and take the number out."
            )
            % {"what": what}
        )
