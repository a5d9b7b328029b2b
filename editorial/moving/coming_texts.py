"""Reading the stories and standing pages of an archive: checked as what is typed is, before anything is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from editorial.bulk_import.actions import StoryImport, check_stories
from editorial.content_scan.judging import never_public
from editorial.kinds.carrying import write_value
from editorial.kinds.registry import ContentKind, content_kinds
from editorial.models import DisclosurePage, InformationPage, OfficialDocumentPage
from editorial.models.disclosure import series_of

from .archive import ArchiveReader, UnreadableArchive
from .bodies import KnownMedia, UnfitBody, body_from_archive
from .plan import KEY, ArrivalPlan, ComingText

# Others consist of rows beside their text, which no archive carries: they are kept as files to read.
_WHOLE = {"article", "document", "disclosure"}


def comes_whole(kind: ContentKind) -> bool:
    """Whether the text and the carried fields of a kind are all of it."""
    return kind.code in _WHOLE or not kind.left_behind


def read_coming_stories(
    archive: ArchiveReader, plan: ArrivalPlan, known: KnownMedia, now: datetime
) -> None:
    """Plan the stories that are new here, and refuse each that no board could have published."""
    kinds = {kind.code: kind for kind in content_kinds()}
    for key, name, given, sha256 in _new_texts(archive, plan, "stories", "story"):
        kind = kinds.get(given.get("kind") or "")
        if kind is None:
            plan.refuse(name, _("No kind of content is called so here."))
        elif not comes_whole(kind):
            for ending in ("json", "html"):
                part = name.removesuffix("json") + ending
                if part in archive.names:
                    plan.records.append((part, f"record/{plan.host}/{part}"))
        elif (row := _story(plan, name, given, kind, known)) is not None:
            plan.stories.append(ComingText(key, name, sha256, given, row=row))
    problems = check_stories(stories=[one.row for one in plan.stories if one.row], now=now)
    for problem in problems:
        plan.refuse(plan.stories[problem.number - 1].name, f"{problem.field}: {problem.reason}")
    _refuse_taken(plan)


def read_pages(archive: ArchiveReader, plan: ArrivalPlan, known: KnownMedia, now: datetime) -> None:
    for key, name, given, sha256 in _new_texts(archive, plan, "pages", "page"):
        try:
            section = given.get("section")
            if section is not None and section not in plan.here:
                raise UnfitBody(_("The portal has no such section."))
            page = InformationPage(
                title=_said(given, "title", 255),
                intro=_said(given, "intro", 600, needed=False),
                body=body_from_archive(given.get("body"), known),
            )
            page.clean_fields(exclude={f.name for f in page._meta.fields} - {"title", "intro"})
            page.body.stream_block.clean(page.body)
            if threats := never_public(page):
                raise UnfitBody(f"{threats[0].kind.label}: “{threats[0].words}”")
            at = _moment(given, "published_at")
            if at is None or at > now:
                raise UnfitBody(_("The hour of publication lacks its time zone."))
        except (UnfitBody, ValidationError) as error:
            plan.refuse(
                name, "; ".join(error.messages) if isinstance(error, ValidationError) else error
            )
            continue
        plan.pages.append(ComingText(key, name, sha256, given, page=page, published_at=at))


def with_files(one: ComingText, known: KnownMedia) -> StoryImport:
    """Return the story with the pictures and files that stand now."""
    row = cast("StoryImport", one.row)
    return replace(row, body=body_from_archive(one.given["body"], known))


def _new_texts(
    archive: ArchiveReader, plan: ArrivalPlan, folder: str, kind: str
) -> list[tuple[str, str, dict[str, Any], str]]:
    """Return key, name, entry and hash of those that did not come before, the oldest first."""
    found = []
    for name in archive.below(folder):
        stem = name.removeprefix(f"{folder}/").removesuffix(".json")
        if name.endswith(".html"):
            continue
        try:
            content = archive.read(name)
            given = json.loads(content)
        except (UnreadableArchive, ValueError, RecursionError):
            plan.refuse(name, _("It is no JSON."))
            continue
        if not isinstance(given, dict) or given.get("key") != stem or not KEY.fullmatch(stem):
            plan.refuse(name, _("Its key is not the name of its file."))
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        if not plan.is_known(f"{kind}/{stem}", sha256):
            found.append((f"{kind}/{stem}", name, given, sha256))
    return sorted(found, key=lambda one: (str(one[2].get("published_at")), len(one[0]), one[0]))


def _story(
    plan: ArrivalPlan, name: str, given: dict[str, Any], kind: ContentKind, known: KnownMedia
) -> StoryImport | None:
    try:
        section = plan.here.get(given.get("section") or "")
        published_at = _moment(given, "published_at")
        if section is None:
            raise UnfitBody(_("The portal has no such section."))
        if published_at is None:
            raise UnfitBody(_("It does not say when it was published."))
        lead_image = given.get("lead_image")
        if lead_image is not None and lead_image not in known.images:
            raise UnfitBody(_("Its picture is not in the archive."))
        alt = _said(given, "lead_image_alt", 250, needed=lead_image is not None)
        return StoryImport(
            section=section,
            title=_said(given, "title", 255),
            lead=_said(given, "lead", 600, needed=False),
            published_at=published_at,
            kind=kind.code,
            body=body_from_archive(given.get("body"), known),
            lead_image_alt=alt,
            lead_image_caption=_said(given, "lead_image_caption", 300, needed=False),
            source=_said(given, "source", 160, needed=False),
            byline=_said(given, "byline", 120, needed=False),
            event_at=_moment(given, "event_at"),
            own=_own(kind, given.get("own")),
        )
    except UnfitBody as error:
        plan.refuse(name, error)
        return None


def _own(kind: ContentKind, given: Any) -> dict[str, Any]:
    """Return the kind's own fields as values of the database, tried on a page that is not kept."""
    if not isinstance(given, dict):
        raise UnfitBody(_("Its own fields are missing."))
    page = kind.model()
    # What an archive leaves out is as in a text that was just begun.
    names = [one.name for one in kind.carried if one.name in given]
    try:
        for name in names:
            write_value(page, name, given[name])
        page.derive()
    except ValidationError as error:
        raise UnfitBody("; ".join(error.messages)) from error
    # Anything may stand there: a sheet is a tree of its own.
    except Exception as error:
        raise UnfitBody(_("Its own fields cannot be read.")) from error
    return {name: getattr(page, name) for name in names}


def _refuse_taken(plan: ArrivalPlan) -> None:
    """Refuse documents that somebody published here, and sheets of a period that has one. Two queries."""
    documents: dict[str, str] = {}
    sheets: dict[tuple[str, Any], str] = {}
    for one in plan.stories:
        row = cast("StoryImport", one.row)
        if row.kind == OfficialDocumentPage.story_kind:
            page = OfficialDocumentPage(**row.own)
            page.derive()
            _once(plan, documents, page.own_identity, one.name)
        elif row.kind == DisclosurePage.story_kind:
            sheet = DisclosurePage(**row.own)
            sheet.derive()
            if not sheet.stored_sheet.is_masked and not _has_file(one.given):
                plan.refuse(one.name, _("Its sheet must come with it, as a file."))
            series = series_of(plan.portal, sheet.form, sheet.period_kind)
            _once(plan, sheets, (series, sheet.period_ends), one.name)
    for holder in OfficialDocumentPage.objects.filter(identity__in=documents):
        plan.refuse(
            documents[holder.identity],
            _("%(portal)s has published this document.") % {"portal": holder.portal_of_page().name},
        )
    held = DisclosurePage.objects.filter(series__in={series for series, _ends in sheets})
    for key in held.values_list("series", "period_ends"):
        if key in sheets:
            plan.refuse(sheets[key], _("The portal has published a sheet of this period."))


def _has_file(given: dict[str, Any]) -> bool:
    return any(block["type"] == "file" for block in given["body"])


def _once[KeyT](plan: ArrivalPlan, seen: dict[KeyT, str], key: KeyT, name: str) -> None:
    if (first := seen.setdefault(key, name)) != name:
        plan.refuse(name, _("“%(name)s” is the same. Keep one of them.") % {"name": first})


def _said(given: dict[str, Any], name: str, longest: int, *, needed: bool = True) -> str:
    value = given.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str) or "\x00" in value or len(value) > longest:
        raise UnfitBody(
            _("%(field)s is no text of at most %(longest)s characters.")
            % {"field": name, "longest": longest}
        )
    if needed and not value.strip():
        raise UnfitBody(_("%(field)s is empty.") % {"field": name})
    return value


def _moment(given: dict[str, Any], name: str) -> datetime | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UnfitBody(
            _("%(field)s is no moment such as 2025-03-18T08:00:00+07:00.") % {"field": name}
        ) from error
    if found.tzinfo is None:
        raise UnfitBody(_("%(field)s lacks its time zone.") % {"field": name})
    return found
