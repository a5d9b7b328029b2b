"""Pages of a portal that is put back: those that moved, drafts that were deleted, reviews that end by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf
from django.utils import timezone
from wagtail.models import Page, Workflow

from editorial.models import ArticlePage, InformationPage, SectionPage
from editorial.placements.actions import move_story
from portals.backups.making import make_backup
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import make_member, make_portal, published_by_wagtail
from tests.support.processes import ROOT, environment, manage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "uploads")


@pytest.fixture
def portal() -> Portal:
    return make_portal(code="09001")


@pytest.fixture
def head(portal: Portal) -> User:
    return make_member(portal, Position.HEAD)


def restored(backup: str, head: User, *more: str) -> str:
    share = conf.TEST_SHARE.own
    env = environment(share, **share.owner_variables(), MEDIA_ROOT=conf.MEDIA_ROOT)
    by = ("--write", "--by", head.username) if not more else ()
    done = manage("restore_portal", "09001", "--from", backup, *by, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def backed_up(tmp_path: Path) -> str:
    return str(make_backup(tmp_path / "backups", keep=None, tell=lambda _step: None).folder)


def section_of(portal: Portal, code: str) -> SectionPage:
    return SectionPage.objects.get(portal=portal, section_type=code)


def draft_in(section: SectionPage, title: str, owner: User) -> ArticlePage:
    page = ArticlePage(title=title, lead="Tóm tắt.", slug="ban-nhap", live=False, owner=owner)
    SectionPage.objects.get(pk=section.pk).add_child(instance=page)
    page.title = f"{title}, bản sau"
    page.save_revision(user=owner)
    return page


def test_what_was_moved_to_another_section_stands_where_it_stood(
    portal: Portal, head: User, tmp_path: Path
) -> None:
    moved, stays = published_by_wagtail(portal), published_by_wagtail(portal)
    stood = Page.objects.get(pk=moved.pk).get_parent()
    other = SectionPage.objects.filter(portal=portal, live=True).exclude(pk=stood.pk)[0]
    backup = backed_up(tmp_path)
    move_story(story=moved, section=other, actor=head, now=timezone.now())
    # Meanwhile another took the words of its address.
    namesake = published_by_wagtail(portal)
    Page.objects.filter(pk=namesake.pk).update(slug=Page.objects.get(pk=moved.pk).slug)

    assert f"back to “{stood.title}”" in restored(backup, head, "look")
    assert Page.objects.get(pk=moved.pk).get_parent().pk == other.pk
    assert f"back to “{stood.title}”" in restored(backup, head)

    page = ArticlePage.objects.get(pk=moved.pk)
    assert page.get_parent().pk == stood.pk
    assert page.live
    assert page.placements.standing().get().section_id == stood.pk
    assert Page.objects.get(pk=stays.pk).get_parent().pk == stood.pk
    slugs = list(Page.objects.get(pk=stood.pk).get_children().values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs))


def test_what_went_to_another_portal_stays_there(
    portal: Portal, head: User, tmp_path: Path
) -> None:
    neighbour = make_portal(code="09002")
    both = make_member(neighbour, Position.HEAD, user=head)
    story = published_by_wagtail(portal)
    backup = backed_up(tmp_path)
    move_story(
        story=story, section=section_of(neighbour, "tin-tuc"), actor=both, now=timezone.now()
    )

    assert "moved to another portal since" in restored(backup, head)
    assert Page.objects.get(pk=story.pk).path.startswith(neighbour.root.path)


def test_a_draft_that_was_deleted_is_one_again_with_its_newest_version(
    portal: Portal, head: User, tmp_path: Path
) -> None:
    news = section_of(portal, "tin-tuc")
    owner = make_member(portal, Position.EDITOR)
    first, second = (draft_in(news, title, owner) for title in ("Tin một", "Tin hai"))
    page = InformationPage(title="Trang", slug="trang", live=False, owner=owner)
    section_of(portal, "gioi-thieu").add_child(instance=page)
    backup = backed_up(tmp_path)
    for one in (first, second, page):
        Page.objects.get(pk=one.pk).specific.delete()
    # What was written since has the words of its address.
    since = draft_in(news, "Tin một", owner)

    assert restored(backup, head, "look").count("a draft again") == 3
    assert not Page.objects.filter(translation_key=first.translation_key).exists()
    assert restored(backup, head).count("a draft again") == 3

    for one, title in ((first, "Tin một"), (second, "Tin hai")):
        again = ArticlePage.objects.get(translation_key=one.translation_key)
        assert not again.live
        assert again.get_latest_revision_as_object().title == f"{title}, bản sau"
        assert again.owner == owner
        assert not again.placements.exists()
    assert not InformationPage.objects.get(translation_key=page.translation_key).live
    assert Page.objects.get(pk=since.pk).slug == since.slug
    news = SectionPage.objects.get(pk=news.pk)
    slugs = list(news.get_children().values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs)) == 3
    assert not any(Page.find_problems())
    assert "Put back: 0" in restored(backup, head)


def test_a_public_page_whose_row_is_gone_is_named(
    portal: Portal, head: User, tmp_path: Path
) -> None:
    page = InformationPage(title="Trang", slug="trang", live=False)
    section_of(portal, "gioi-thieu").add_child(instance=page)
    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now())
    backup = backed_up(tmp_path)
    InformationPage.objects.get(pk=page.pk).delete()

    said = restored(backup, head)
    assert "a draft again" not in said
    assert "deleted since, by an act that stands in the log" in said
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_review_that_ends_by_it_is_told_and_only_of_what_is_written(
    portal: Portal, head: User, tmp_path: Path
) -> None:
    editor = make_member(portal, Position.EDITOR)
    spoilt, sound = published_by_wagtail(portal), published_by_wagtail(portal)
    backup = backed_up(tmp_path)
    for story in (spoilt, sound):
        page = ArticlePage.objects.get(pk=story.pk)
        page.title = "Bị sửa phá" if story is spoilt else page.title
        if story is spoilt:
            page.save_revision().publish(skip_permission_checks=True)
        page.title = "Đang duyệt"
        page.save_revision(user=editor)
        Workflow.objects.first().start(page, editor)

    for said in (restored(backup, head, "look"), restored(backup, head)):
        [line] = [one for one in said.splitlines() if "asked for by" in one]
        assert f" {spoilt.pk} " in line
        assert editor.username in line
    assert ArticlePage.objects.get(pk=spoilt.pk).current_workflow_state is None
    assert ArticlePage.objects.get(pk=sound.pk).current_workflow_state is not None
    assert "Đang duyệt" in {
        one.content["title"] for one in ArticlePage.objects.get(pk=spoilt.pk).revisions.all()
    }


_BY_TWOS = """
from django.core.management import execute_from_command_line
from django import setup
setup()
from editorial.moving import putting_pages_back as pages
pages.AT_ONCE = 2
plain = pages.PagesBack._slice
def told(self, model, then):
    print("slice of", len(then))
    plain(self, model, then)
pages.PagesBack._slice = told
execute_from_command_line(["manage.py", "restore_portal", "09001", *sys.argv[1:]])
"""


def test_goes_over_pages_a_slice_at_a_time(portal: Portal, head: User, tmp_path: Path) -> None:
    stories = [published_by_wagtail(portal) for _ in range(5)]
    backup = backed_up(tmp_path)
    titles = {story.pk: Page.objects.get(pk=story.pk).title for story in stories}
    Page.objects.filter(pk__in=titles).update(title="Bị sửa phá")
    share = conf.TEST_SHARE.own
    env = environment(share, **share.owner_variables(), MEDIA_ROOT=conf.MEDIA_ROOT)

    done = subprocess.run(
        [sys.executable, "-c", f"import sys{_BY_TWOS}", "--from", backup, "--write", "--by", head.username],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    sizes = {line for line in done.stdout.splitlines() if line.startswith("slice of")}
    assert sizes == {"slice of 1", "slice of 2"}
    assert dict(Page.objects.filter(pk__in=titles).values_list("pk", "title")) == titles
