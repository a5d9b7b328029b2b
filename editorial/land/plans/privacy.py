"""Plans say how many households are concerned and never who: lists with names in full are refused."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from editorial.disclosures.names import lists_names
from editorial.disclosures.privacy import PersonalData, personal_in
from editorial.disclosures.said import public_words
from editorial.file_text.queries import texts_of
from editorial.land.models import LandPlanPage
from editorial.models import PortalDocument
from editorial.models.file_text import TextState

if TYPE_CHECKING:
    from editorial.models import StoryPage

# Whoever is paid is asked to bring a card or to name an account: only a number is somebody's.
_ACCOUNT = re.compile(r"(?:số tài khoản|\bSTK)\D{0,20}\d(?:[ .\-]?\d){7}", re.IGNORECASE)


def refuse_households_by_name(*, story: StoryPage, now: datetime) -> None:
    """Refuse a plan whose text or files say who is concerned. For `placements.publications`. Three queries."""
    if not isinstance(story, LandPlanPage):
        return
    own = (story.project, story.places, story.affected, story.rates, story.complain_to)
    _refuse("\n".join((public_words(story, now), *own)), _("The text"))
    files = list(PortalDocument.objects.filter(published_in__page=story))
    texts = texts_of(files)
    for file in files:
        text = texts.get(file.pk)
        named = _("The file “%(title)s”") % {"title": file.title}
        if text is None or text.state == TextState.WAITING:
            raise PersonalData(
                _(
                    "%(what)s was not read yet, so nobody knows whom it names. Try again in some minutes."
                )
                % {"what": named}
            )
        _refuse("\n".join((file.title, text.text)), named)


def _refuse(words: str, what: str) -> None:
    if personal_in(words).has_numbers or _ACCOUNT.search(words):
        raise PersonalData(
            _(
                "%(what)s holds identity numbers, accounts or telephone numbers of persons. Take them out."
            )
            % {"what": what}
        )
    if lists_names(words):
        raise PersonalData(
            _(
                "%(what)s lists persons with their names in full. Send the list as a sheet by “Publish from a sheet”: "
                "it is published with names shortened."
            )
            % {"what": what}
        )
