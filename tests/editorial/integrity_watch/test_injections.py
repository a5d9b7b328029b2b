"""Every injection is seen, told to the portal's board and the one above, and to nobody else; nothing else is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Q
from django.template.autoreload import reset_loaders
from django.test import override_settings
from django.utils import timezone
from wagtail.rich_text import RichText

from editorial.enums import RemovalKind
from editorial.integrity_watch.expecting import FIRST_SIGHT
from editorial.integrity_watch.grounds import compare_placements
from editorial.integrity_watch.known_states import compare_states
from editorial.integrity_watch.models import FoundAlteration, WatchState
from editorial.integrity_watch.planning import list_all, state_of_watch
from editorial.integrity_watch.stores import compare_store
from editorial.models import InformationPage, PortalRendition
from editorial.placements.actions import withdraw_story
from editorial.placements.removing import withdraw_information
from editorial.public_record.recording import record_waiting
from portals.boards.enums import Position
from portals.ledger.growing import grow
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_province_tree,
    picture_block,
    published_story,
    section_of,
)
from tests.portals.ledger.writing import SIGNER
from tests.support.inboxes import in_inbox

from .altering import INJECTIONS, TEMPLATES, Injection, Struck
from .looking import front_in_process, look, look_at

pytestmark = pytest.mark.django_db
TEXT = '<p>Cầu an toàn, giá 150 triệu, xem <a href="https://chinhphu.vn/x">đây</a>.</p><p>Câu cuối.</p>'


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder of templates before ours, and one of uploads."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "templates").mkdir()
    engine = dict(django_settings.TEMPLATES[0])
    engine["DIRS"] = [folder / "templates", *engine["DIRS"]]
    with override_settings(
        MEDIA_ROOT=folder / "media",
        PORTALS_KNOWN_SECONDS=0,
        TEMPLATES=[engine],
        LEDGER_KEY=SIGNER.secret_text,
    ):
        yield folder


@pytest.fixture(scope="module")
def front() -> Iterator[object]:
    patch = pytest.MonkeyPatch()
    yield front_in_process(patch)
    patch.undo()


@pytest.fixture(scope="module")
def struck(folders, front, django_db_setup, django_db_blocker) -> Iterator[Struck]:
    """A province that was looked at once and is as it was published. All tests share it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _make(folders, front)
        transaction.set_rollback(True)


def _make(folders: Path, front) -> Struck:
    _province, district, (portal, neighbour) = make_province_tree(2)
    head = make_member(portal, Position.HEAD)
    people = {
        "board": make_member(portal, Position.DEPUTY),
        "above": make_member(district, Position.SECRETARY),
        "neighbour": make_member(neighbour, Position.HEAD),
    }
    state_of_watch(now=timezone.now())
    document, other = make_document(portal), make_document(portal, content=b"tep khac")
    image = make_image(portal)
    story = published_story(
        portal,
        title="Cầu mới của xã",
        byline="Văn Mẫu",
        body=[
            {"type": "heading", "value": {"text": "Tiêu đề mục", "level": "2"}},
            {"type": "text", "value": TEXT},
            picture_block(image),
            {"type": "file", "value": {"document": document.pk, "title": "Kế hoạch"}},
            {"type": "file", "value": {"document": other.pk, "title": "Phụ lục"}},
        ],
    )
    foreign = published_story(neighbour, title="Tin của xã bên")
    withdrawn = published_story(portal, title="Tin đã gỡ")
    record_waiting(now=timezone.now())
    withdraw_story(
        story=withdrawn,
        kind=RemovalKind.IN_ERROR,
        reason="Sai số liệu",
        actor=head,
        now=timezone.now(),
    )
    record_waiting(now=timezone.now())
    page, taken_off = (
        InformationPage(title=title, body=[("text", RichText("<p>Giờ làm việc: 8 giờ.</p>"))])
        for title in ("Giờ làm việc của xã", "Trang đã gỡ")
    )
    for one in (page, taken_off):
        section_of(portal).add_child(instance=one)
        one.save_revision(log_action=True).publish(skip_permission_checks=True)
    withdraw_information(
        page=taken_off, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
    )
    record_waiting(now=timezone.now())
    grow(now=timezone.now())
    assert look(at=Q(portal=portal)) == []
    # Pictures are made when they are first shown.
    assert look() == []
    WatchState.objects.update(began_at=timezone.now() - 2 * FIRST_SIGHT)
    return Struck(
        portal, neighbour, story, foreign, withdrawn, page, taken_off, document, other,
        PortalRendition.objects.filter(image=image).earliest("pk"),
        folders / "templates", front, people,
    )  # fmt: skip


@pytest.fixture
def injected(struck: Struck, folders: Path) -> Iterator[Struck]:
    """The same, with its files and templates put back afterwards; the database takes back its own."""
    shutil.copytree(folders / "media", folders / "kept")
    struck.planted.clear()
    yield struck
    struck.front.alter = lambda answer: answer
    if any((folders / "templates").iterdir()):
        # `in_template` has put something there.
        shutil.rmtree(folders / "templates")
        (folders / "templates").mkdir()
        reset_loaders()
    shutil.rmtree(folders / "media")
    (folders / "kept").rename(folders / "media")


def address_of(struck: Struck, at: str) -> str:
    if at == "planted":
        return str(struck.planted["at"])
    if at == "document":
        return struck.document.url
    if at == "rendition":
        return f"/media/{struck.rendition.file.name}"
    if at in ("paper", "proof", "proofs"):
        story = str(struck.story.public_path())
        endings = {"paper": ".pdf", "proof": "/xac-thuc/", "proofs": "/xac-thuc.zip"}
        return story.removesuffix("/") + endings[at]
    if at in ("story", "withdrawn"):
        return str(getattr(struck, at).public_path())
    return struck.page.public_path() if at in ("page", "page-text") else at


def test_there_are_fifty_and_more() -> None:
    assert len(INJECTIONS) >= 50
    assert len({one.name for one in INJECTIONS}) == len(INJECTIONS)
    assert TEMPLATES.is_dir()


@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda one: one.name)
def test_is_seen_and_told(injected: Struck, injection: Injection) -> None:
    injection.by(injected)

    found = _look(injected, injection)

    place = address_of(injected, injection.at)
    if injection.kind == "change" and injection.at == "page":
        place = f"page:{injected.page.pk}"
    assert (injection.kind, place) in {(one.kind, one.place) for one in found}
    assert {one.portal_id for one in found} == {injected.portal.pk}
    assert _told(injected) == {"board": 1, "above": 1, "neighbour": 0}


def _told(struck: Struck) -> dict[str, int]:
    """How many lines about alterations each desk has in its inbox."""
    return {who: len(in_inbox(user, "alteration")) for who, user in struck.people.items()}


def _look(struck: Struck, injection: Injection) -> list[FoundAlteration]:
    now = timezone.now()
    if injection.at in ("planted", "withdrawn"):
        list_all(now=now)
    compare_states(now=now)
    compare_placements(state=state_of_watch(now=now), now=now)
    # As old as what lies in a store usually is.
    compare_store(now=now + FIRST_SIGHT)
    place = address_of(struck, injection.at)
    if place.startswith("/"):
        look_at(struck.portal, place)
    return list(FoundAlteration.objects.open())
