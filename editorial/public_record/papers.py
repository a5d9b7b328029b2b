"""The PDF of a story as it was published: made once, kept, and its hash told to the ledger.

What readers download at the story's own portal is that file, whatever becomes of the typesetter and of pictures.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation

from editorial.models import ActToRecord, Placement, StoryPage, StoryPaper
from editorial.public.pdf.stories import typeset_story
from editorial.public.queries.corrections import corrections_of

from .actions import recorded_address
from .waiting import acts_of, page_id_of


def paper_of(act: ActToRecord) -> StoryPaper | None:
    """Make the PDF of what `act` published, not stored yet.

    None where the story is no longer public as it was published then: nobody can download that PDF any more.
    """
    placement = _where_it_stands(act)
    if placement is None:
        return None
    story: StoryPage = placement.story.specific
    with translation.override(settings.LANGUAGE_CODE):
        written = typeset_story(
            story,
            portal=placement.portal,
            address=recorded_address(placement),
            source="",
            corrections=corrections_of(story),
        )
    return StoryPaper(
        story=placement.story,
        portal=placement.portal,
        published_at=story.last_published_at,
        sha256=sha256(written).hexdigest(),
        file=ContentFile(written, name="story.pdf"),
    )


def keep_paper(paper: StoryPaper) -> None:
    """Store a paper in place of the one before. The last of its transaction, so that no file is left behind."""
    forget_paper(story_id=paper.story_id)
    paper.save(force_insert=True)


def forget_paper(*, story_id: int) -> None:
    """Take away the kept file of a story, once the transaction is committed."""
    for paper in StoryPaper.objects.select_for_update().filter(story=story_id):
        remove = partial(paper.file.storage.delete, str(paper.file.name))
        paper.delete()
        transaction.on_commit(remove)


def _where_it_stands(act: ActToRecord) -> Placement | None:
    """The story's own placement, as long as the version that `act` published is the one that is public."""
    if acts_of(page_id_of(act)).filter(pk__gt=act.pk).exists():
        return None
    standing = Placement.objects.standing().local().filter(story=page_id_of(act), portal=act.portal)
    placement = standing.select_related("portal__site", "section", "story").first()
    if placement is None:
        return None
    story = placement.story
    return placement if story.live and story.live_revision_id == act.revision_id else None
