"""Files that rows name, among those of the portal: each was examined when it was uploaded, as all are."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import PurePath

from django.db.models import F, Func, Q, TextField, Value
from django.utils.translation import gettext as _

from editorial.documents.proposing.marks import secrecy_of
from editorial.file_text.queries import texts_of
from editorial.models import PortalDocument
from portals.models import Portal
from portals.text import nfc
from portals.uploads.scanner import ScanState

from .columns import Column
from .rows import RegisterRow


def files_called(portal: Portal, names: Iterable[str]) -> dict[str, PortalDocument]:
    """Return the portal's files by the names asked for, of several alike the newest. One query."""
    asked = sorted(set(names))
    if not asked:
        return {}
    storage = PortalDocument._meta.get_field("file").storage
    stored = {storage.get_valid_name(name[-80:]): name for name in asked}
    titles = {*asked, *(PurePath(name).stem for name in asked)}
    base = Func(
        F("file"), Value("^.*/"), Value(""), function="regexp_replace", output_field=TextField()
    )
    found = (
        PortalDocument.objects.filter(collection=portal.collection)
        .annotate(stored_as=base)
        .filter(Q(title__in=titles) | Q(stored_as__in=stored))
        .order_by("pk")
    )
    by_name: dict[str, PortalDocument] = {}
    for one in found:
        ending = PurePath(one.file.name).suffix.lower()
        title = nfc(one.title)
        for name in (title, title + ending, stored.get(vars(one)["stored_as"], "")):
            if PurePath(name).suffix.lower() == ending:
                by_name[name] = one
    return {name: by_name[name] for name in asked if name in by_name}


def marks_of_secrecy(files: Iterable[PortalDocument]) -> dict[int, str]:
    """Return the marks that files bear by what was read of them so far, by the files' ids. One query."""
    found = {pk: secrecy_of(text.text) for pk, text in texts_of(files).items()}
    return {pk: mark.value for pk, mark in found.items() if mark is not None}


def refuse_unfit_files(
    row: RegisterRow,
    by_name: Mapping[str, PortalDocument],
    offered: Container[str],
    marks: Mapping[int, str],
) -> None:
    """Say of each file of the row what keeps it from the public. What is `offered` is examined when it is taken in."""
    for name in row.files:
        file = by_name.get(name)
        if file is None and name in offered:
            continue
        if file is None:
            row.refuse(
                Column.ATTACHED,
                _("The portal has no file “%(name)s”. Upload it under this name.") % {"name": name},
            )
        elif file.refusal or file.scan_state == ScanState.INFECTED:
            row.refuse(
                Column.ATTACHED,
                _("“%(name)s” was refused: %(why)s")
                % {"name": name, "why": file.refusal or file.virus},
            )
        elif file.pk in marks:
            row.refuse(
                Column.ATTACHED,
                _(
                    "“%(name)s” bears the mark “%(mark)s”. Such a document is not published: take the row out."
                )
                % {"name": name, "mark": marks[file.pk]},
            )
        elif not file.is_fine:
            row.refuse(
                Column.ATTACHED,
                _("“%(name)s” is still being examined. Look again in a minute.") % {"name": name},
            )
