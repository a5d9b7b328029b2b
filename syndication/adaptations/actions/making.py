"""Make an own version of another board's story ("Biên tập rồi đăng")."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import SectionPage, StoryPage
from portals.boards.enums import EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from syndication.adaptations.copying import copy_files, copy_images, files_only_if_kept
from syndication.adaptations.models import Adaptation
from syndication.adaptations.texts import stored, text_of, with_own_files, write_to
from syndication.placing.lineage import against_placing
from syndication.placing.locks import lock_live_origin


class UnableToAdapt(Refusal):
    """The story is not public, is the board's own, or has an own version already."""


def adapt_story(
    *, source: StoryPage, section: SectionPage, actor: User, now: datetime
) -> Adaptation:
    """Write a draft of `section`'s portal from `source`, with copies of its images and files.

    The draft passes that board's own review. Until it is published nothing changes on the portal; then it takes the
    place of the source there.
    """
    portal = section.portal
    if not holds_post(actor, portal, now, EDITORS):
        raise NotYourOffice(_("Only editors of the portal's board may edit a story for it."))
    with files_only_if_kept() as copies, transaction.atomic():
        if lock_live_origin(source.pk) is None:
            raise UnableToAdapt(_("The story is no longer published on its own portal."))
        if refusal := against_placing(story_id=source.pk, portal=portal, itself_is_fine=True):
            raise UnableToAdapt(refusal)
        original = cast("StoryPage", StoryPage.objects.get(pk=source.pk).specific)
        text = text_of(original)
        images = copy_images(text, known={}, portal=portal, actor=actor, copies=copies)
        files = copy_files(text, known={}, portal=portal, actor=actor, copies=copies)
        copy = type(original)(
            owner=actor, live=False, adapted_from_id=original.pk, source=original.source
        )
        write_to(copy, with_own_files(text, images=images, files=files))
        copy.draft_title = copy.title
        section.add_child(instance=copy)
        copy.save_revision(user=actor, log_action="wagtail.create", clean=False)
        adaptation = _bind(
            copy=copy,
            source=original,
            portal=portal,
            base=stored(text),
            own_images=images,
            own_files=files,
            made_by=actor,
            made_at=now,
        )
        log(
            instance=copy,
            action="syndication.adapt",
            user=actor,
            data={"portal": portal.pk, "source": original.pk, "adaptation": adaptation.pk},
        )
    return adaptation


def _bind(*, portal: Portal, source: StoryPage, **fields: object) -> Adaptation:
    try:
        with transaction.atomic():
            return Adaptation.objects.create(portal=portal, source=source, **fields)
    except IntegrityError as error:
        raise UnableToAdapt(
            _("%(portal)s has a version of its own of this story already.")
            % {"portal": portal.title}
        ) from error
