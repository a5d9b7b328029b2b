"""What bears a mark of secrecy is not published (Law 29/2018 on the protection of state secrets)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from editorial.file_text.queries import texts_of
from editorial.models import (
    FileText,
    OfficialDocumentPage,
    PortalDocument,
    PublishedFile,
    StoryPage,
)
from portals.refusals import Refusal

from .proposing.marks import secrecy_of

# What is published with a file of an office: further kinds are added by the rooms above, from an app's `ready()`.
_watched: list[type[StoryPage]] = [OfficialDocumentPage]
# A scan is recognised after it was published, perhaps at night; later than this it is nobody's news.
LOOKED_BACK = timedelta(days=30)


class BearsASecrecyMark(Refusal):
    """A file of the document is marked as a secret."""


def watch(model: type[StoryPage]) -> None:
    """Refuse files that bear a mark with pages of `model` as well; called once, from an app's `ready()`."""
    _watched.append(model)


def refuse_what_is_secret(*, story: StoryPage, now: datetime) -> None:
    """Take back the publication of a document of which a file is marked. Two queries; none for other kinds.

    A scan that was not recognised yet is not known to be: `public_secrets` finds it once it is.
    """
    if not isinstance(story, tuple(_watched)):
        return
    files = list(PortalDocument.objects.filter(published_in__page=story))
    for pk, text in texts_of(files).items():
        if (mark := secrecy_of(text.text)) is not None:
            title = next(file.title for file in files if file.pk == pk)
            raise BearsASecrecyMark(
                _(
                    "“%(file)s” bears the mark %(mark)s in the line “%(line)s”, and was not published. Take the "
                    "file out, and tell whoever keeps the secrets of your office."
                )
                % {"file": title, "mark": mark.value, "line": mark.evidence}
            )


def public_secrets(*, now: datetime) -> int:
    """Return how many texts, read in the last weeks, bear a mark and are in files of public documents."""
    public = PublishedFile.objects.filter(
        document=OuterRef("files__document"),
        page__live=True,
        page__content_type__in=list(ContentType.objects.get_for_models(*_watched).values()),
    )
    read = FileText.objects.filter(Exists(public), read_at__gt=now - LOOKED_BACK)
    suspected = read.filter(text__iregex="m[ậâ]t").values_list("text", flat=True).distinct()
    return sum(secrecy_of(text) is not None for text in suspected.iterator(chunk_size=50))
