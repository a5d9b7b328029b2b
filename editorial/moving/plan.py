"""What taking an archive in would do: what is new, what came before, and every entry that is wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from editorial.bulk_import.actions import StoryImport
from editorial.models import (
    CarriedRecord,
    InformationPage,
    MovedThing,
    SectionPage,
    SectionType,
)
from editorial.models.moved import LONGEST_SOURCE
from editorial.models.reserved import RESERVED_SLUGS
from portals.models import Portal
from portals.text import nfc
from portals.uploads import DOCUMENTS, PICTURES, UploadRefused
from portals.uploads.examining import finished, refuse_at_a_glance

from .archive import FORMAT, MANIFEST, ArchiveReader, UnreadableArchive

KEY = re.compile(r"[0-9A-Za-z_-]{1,60}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
LARGEST_RECORD = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArrivalFault:
    """What is wrong with one entry, by its name in the archive."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ComingMedia:
    """A picture or file that is new here. `key` as it is remembered ("image/3")."""

    key: str
    name: str
    title: str
    sha256: str
    credit: str = ""

    @property
    def is_image(self) -> bool:
        return self.key.startswith("image/")


@dataclass(frozen=True, slots=True)
class ComingText:
    """A story or page that is new here: `given` is its entry, `row` a story as it is imported once its files stand."""

    key: str
    name: str
    sha256: str
    given: dict[str, Any]
    row: StoryImport | None = None
    page: InformationPage | None = None
    published_at: datetime | None = None


@dataclass(slots=True)
class ArrivalPlan:
    """`unchanged` came before; of that `differing` says something else now, and is left as it is."""

    portal: Portal
    source: str
    host: str
    faults: list[ArrivalFault] = field(default_factory=list)
    sections: list[SectionPage] = field(default_factory=list)
    media: list[ComingMedia] = field(default_factory=list)
    stories: list[ComingText] = field(default_factory=list)
    pages: list[ComingText] = field(default_factory=list)
    redirects: list[tuple[str, str, str]] = field(default_factory=list)
    # Names in the archive, and under which each is kept.
    records: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    differing: list[str] = field(default_factory=list)
    drafts: int = 0
    moved: dict[str, MovedThing] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    here: dict[str, SectionPage] = field(default_factory=dict)

    def refuse(self, where: str, reason: object) -> None:
        self.faults.append(ArrivalFault(where, " ".join(str(reason).split())))

    def is_known(self, key: str, sha256: str) -> bool:
        """Whether this came before, counted as it is met."""
        thing = self.moved.get(key)
        if thing is None:
            return False
        self.unchanged += 1
        if thing.sha256 != sha256:
            self.differing.append(key)
        return True

    @property
    def counts(self) -> dict[str, int]:
        return {
            "sections": len(self.sections),
            "images": sum(one.is_image for one in self.media),
            "files": sum(not one.is_image for one in self.media),
            "stories": len(self.stories),
            "pages": len(self.pages),
            "redirects": len(self.redirects),
            "records": len(self.records),
            "unchanged": self.unchanged,
            "drafts left out": self.drafts,
        }


def begun_plan(archive: ArchiveReader, portal: Portal) -> ArrivalPlan:
    """Read what the archive says it is, and compare every file with its hash. Raises UnreadableArchive."""
    manifest = archive.json(MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnreadableArchive(
            _("This is no archive of the version %(version)s.") % {"version": FORMAT}
        )
    source, about = manifest.get("source"), manifest.get("portal")
    host = about.get("host") if isinstance(about, dict) else None
    if (
        not isinstance(source, str)
        or not isinstance(host, str)
        or not 0 < len(source) <= LONGEST_SOURCE
    ):
        raise UnreadableArchive(_("The archive does not say which portal it is of."))
    plan = ArrivalPlan(portal, source, host)
    for name, reason in archive.faults_of_sums():
        plan.refuse(name, reason)
    known = MovedThing.objects.filter(portal=portal, source=source)
    plan.moved = {one.key: one for one in known}
    plan.here = {
        one.section_type_id: one for one in SectionPage.objects.filter(portal=portal, live=True)
    }
    return plan


def entries(
    archive: ArchiveReader, name: str, plan: ArrivalPlan
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the dicts of a list with the name of each for whoever corrects it; refuse what is none."""
    found = archive.json(name)
    if not isinstance(found, list):
        plan.refuse(name, _("It is no list."))
        return
    for number, entry in enumerate(found, start=1):
        if isinstance(entry, dict):
            yield f"{name} ({number})", entry
        else:
            plan.refuse(f"{name} ({number})", _("It is no entry."))


def read_sections(archive: ArchiveReader, plan: ArrivalPlan) -> None:
    """Plan to open the sections that the portal lacks."""
    types = {one.pk: one for one in SectionType.objects.all()}
    taken = set(SectionPage.objects.filter(portal=plan.portal).values_list("slug", flat=True))
    for where, entry in entries(archive, "sections.json", plan):
        code, title, slug = (entry.get(name) for name in ("type", "title", "slug"))
        if code not in types or not isinstance(code, str):
            plan.refuse(where, _("No section of this kind is known here."))
        elif not isinstance(title, str) or not 0 < len(title) <= 255:
            plan.refuse(where, _("Give the section a name."))
        elif not isinstance(slug, str) or not _SLUG.fullmatch(slug):
            plan.refuse(where, _("Its address cannot be used."))
        else:
            plan.slugs[code] = slug
            if code not in plan.here:
                fits = slug not in taken and (slug not in RESERVED_SLUGS or slug == code)
                page = SectionPage(
                    title=nfc(title),
                    slug=slug if fits else code,
                    portal=plan.portal,
                    section_type=types[code],
                    live=True,
                    show_in_menus=True,
                )
                plan.here[code] = page
                plan.sections.append(page)


def read_media(archive: ArchiveReader, plan: ArrivalPlan, folder: str) -> set[str]:
    """Examine the pictures or files that are new here as uploads are; return the keys of all that came along."""
    keys: set[str] = set()
    kind = folder.removesuffix("s")
    for where, entry in entries(archive, f"{folder}.json", plan):
        key, name, title = (entry.get(one) for one in ("key", "file", "title"))
        credit = entry.get("credit") or ""
        if not isinstance(key, str) or not KEY.fullmatch(key) or key in keys:
            plan.refuse(where, _("Its key is none, or stands twice."))
        elif not isinstance(name, str) or not name.startswith(f"{folder}/"):
            plan.refuse(where, _("It does not say which file it is."))
        elif not all(isinstance(one, str) and len(one) <= 255 for one in (title, credit)):
            plan.refuse(where, _("Its title is longer than 255 characters, or none."))
        else:
            keys.add(key)
            content = archive.read(name)
            sha256 = hashlib.sha256(content).hexdigest()
            if sha256 != entry.get("sha256"):
                plan.refuse(where, _("It was changed: its hash is another."))
            elif not plan.is_known(f"{kind}/{key}", sha256):
                coming = ComingMedia(
                    f"{kind}/{key}", name, nfc(str(title)) or name, sha256, nfc(str(credit))[:150]
                )
                try:
                    examined_media(coming, content)
                    plan.media.append(coming)
                except UploadRefused as error:
                    plan.refuse(where, error)
    return keys


def examined_media(coming: ComingMedia, content: bytes) -> Any:
    """Return what may be kept: a picture is drawn anew. Raises UploadRefused."""
    accepts = PICTURES if coming.is_image else DOCUMENTS
    file = ContentFile(content, name=coming.name.rpartition("/")[2])
    refuse_at_a_glance(file, accepts)
    found = finished(file, accepts=accepts)
    found.seek(0)
    return found


def read_redirects(archive: ArchiveReader, plan: ArrivalPlan) -> None:
    for where, entry in entries(archive, "redirects.json", plan):
        path, to, title = (entry.get(one) for one in ("path", "to", "title"))
        if not all(isinstance(one, str) for one in (path, to, title)):
            plan.refuse(where, _("It needs a path, what it leads to, and a title."))
        elif not path or len(path) > 500 or path.startswith("/") or not path.endswith("/"):
            plan.refuse(where, _("Write the path such as gioi-thieu/co-cau/."))
        else:
            plan.redirects.append((path, str(to), nfc(str(title))[:255]))


def read_records(archive: ArchiveReader, plan: ArrivalPlan) -> None:
    """Plan to keep the files about the portal's time elsewhere; what is here under the same name is left."""
    known = dict(CarriedRecord.objects.filter(portal=plan.portal).values_list("name", "sha256"))
    named = [(name, name) for name in archive.below("record")] + plan.records
    plan.records = []
    for name, kept_as in named:
        content = archive.read(name)
        if len(content) > LARGEST_RECORD:
            plan.refuse(name, _("It is too large to be kept."))
        elif kept_as not in known:
            plan.records.append((name, kept_as))
        else:
            plan.unchanged += 1
            if known[kept_as] != hashlib.sha256(content).hexdigest():
                plan.differing.append(kept_as)
