"""Test data: by the verbs that the product uses, or in fewer statements with the rows that those leave."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from itertools import count

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone

from editorial.models import (
    ArticlePage,
    NoticePage,
    OfficialDocumentPage,
    PortalDocument,
    PortalImage,
    SectionPage,
    StoryPage,
)
from editorial.opening.actions import PortalSpec, open_portal
from portals.boards.actions import appoint
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.support.appointed_members import appoint_quickly
from tests.support.opened_portals import open_portal_quickly
from tests.support.written_stories import is_plain_story, write_story

OPENED_ON = date(2019, 1, 1)
NOON = datetime(2024, 11, 28, 5, 0, tzinfo=UTC)  # noon in Vietnam
NAMES = {
    "province": "Tỉnh Thử Nghiệm",
    "department": "Sở Thử Nghiệm",
    "district": "Huyện Thử Nghiệm",
    "commune": "Xã Thử Nghiệm",
}
_numbers = count(1)


def make_portal(
    tier: str = "commune",
    *,
    name: str | None = None,
    overseer: Portal | None = None,
    code: str | None = None,
    cluster: str | None = None,
    host: str | None = None,
    opened_on: date = OPENED_ON,
) -> Portal:
    number = next(_numbers)
    code = code or f"T{number}"
    label = host if host is not None else f"t{number}"
    spec = PortalSpec(
        code=code,
        name=name or f"{NAMES[tier]} {number}",
        tier=tier,
        opened_on=opened_on,
        hostname=f"{label}.{settings.PORTALS_BASE_DOMAIN}"
        if label
        else settings.PORTALS_BASE_DOMAIN,
        overseer_code=overseer.code if overseer else None,
        cluster_code=cluster,
    )
    if not open_portal_quickly(spec):
        open_portal(spec=spec, actor=None, now=NOON)
    opened = Portal.objects.select_related("site", "root", "tier")
    return opened.get(code=code, opened_on=opened_on)


def make_province_tree(communes: int = 2) -> tuple[Portal, Portal, list[Portal]]:
    """A province, one district of it, and `communes` communes of the district."""
    province = make_portal("province", name="Tỉnh Thử Nghiệm")
    district = make_portal("district", overseer=province)
    return province, district, [make_portal(overseer=district) for _ in range(communes)]


def make_user(username: str | None = None, *, password: str = "mat-khau-thu-123") -> User:
    number = next(_numbers)
    name = username or f"nguoi{number}"
    return User.objects.create_user(
        username=name,
        email=f"{name}@example.vn",
        password=password,
        last_name="Nguyễn Văn",
        first_name=f"Mẫu {number}",
    )


def make_member(
    portal: Portal,
    position: Position = Position.EDITOR,
    *,
    user: User | None = None,
    starts_on: date = OPENED_ON,
    ends_on: date | None = None,
) -> User:
    if user is None and (ends_on is None or starts_on < ends_on):
        user = make_user()
        appoint_quickly(
            board=portal.board, user=user, position=position, starts_on=starts_on, ends_on=ends_on
        )
        return user
    user = user or make_user()
    appoint(
        board=portal.board,
        user=user,
        position=position,
        starts_on=starts_on,
        ends_on=ends_on,
        actor=None,
        now=timezone.now(),
    )
    return user


def section_of(portal: Portal, code: str = "tin-tuc") -> SectionPage:
    return SectionPage.objects.get(portal=portal, section_type=code)


def make_story(portal: Portal, *, author: User | None = None, **options: object) -> StoryPage:
    """A draft with one revision by `author`."""
    return _stored(*_unsaved(portal, author, **options), author=author, is_public=False)


def published_story(portal: Portal, *, author: User | None = None, **options: object) -> StoryPage:
    """A story that is public on its own portal."""
    return _stored(*_unsaved(portal, author, **options), author=author, is_public=True)


def published_by_wagtail(portal: Portal, **options: object) -> StoryPage:
    """The same by Wagtail's own way, for tests that ask what publishing does."""
    story = make_story(portal, **options)
    story.get_latest_revision().publish(skip_permission_checks=True)
    return type(story).objects.get(pk=story.pk)


def make_official(
    portal: Portal,
    *,
    number: str | None = None,
    issued_on: date = date(2024, 3, 18),
    is_public: bool = True,
    author: User | None = None,
    section: str = "van-ban",
    **fields: object,
) -> OfficialDocumentPage:
    """An official document, public on its own portal unless said otherwise: a decision of its people's committee."""
    count_so_far = next(_numbers)
    document = OfficialDocumentPage(
        number=number or f"{count_so_far}/QĐ-UBND",
        issued_on=issued_on,
        owner=author,
        live=False,
        **{
            "document_kind": "quyet-dinh",
            "issuer": f"Ủy ban nhân dân {portal.name}",
            "lead": f"Về việc thử nghiệm số {count_so_far}",
            "effective_on": issued_on,
            **fields,
        },
    )
    write = write_story if is_plain_story(set(fields)) else store_story
    write(document, section=section_of(portal, section), author=author, is_public=is_public)
    return OfficialDocumentPage.objects.get(pk=document.pk)


def _unsaved(
    portal: Portal,
    author: User | None,
    *,
    title: str | None = None,
    section: str = "tin-tuc",
    notice: bool = False,
    **fields: object,
) -> tuple[StoryPage, SectionPage, bool]:
    """Return a story without rows, where it is to stand, and whether its fields are those of every story."""
    number = next(_numbers)
    is_plain = is_plain_story(set(fields))
    story = (NoticePage if notice else ArticlePage)(
        title=title or f"Tin số {number}",
        lead=fields.pop("lead", f"Tóm tắt của tin số {number}."),
        owner=author,
        live=False,
        **fields,
    )
    return story, section_of(portal, section), is_plain


def _stored(
    story: StoryPage,
    section: SectionPage,
    is_plain: bool,
    *,
    author: User | None,
    is_public: bool,
) -> StoryPage:
    write = write_story if is_plain else store_story
    write(story, section=section, author=author, is_public=is_public)
    return type(story).objects.get(pk=story.pk)


def store_story(
    story: StoryPage, *, section: SectionPage, author: User | None, is_public: bool
) -> None:
    """Store it, and publish it, as Wagtail does."""
    section.add_child(instance=story)
    story.save_revision(user=author)
    if is_public:
        story.get_latest_revision().publish(skip_permission_checks=True)


def make_image(portal: Portal, *, title: str = "Ảnh thử") -> PortalImage:
    file = ImageFile(BytesIO(_picture()), name="test.png")
    return PortalImage.objects.create(title=title, file=file, collection=portal.collection)


@cache
def _picture() -> bytes:
    """The picture that Wagtail's tests have, compressed once."""
    from wagtail.images.tests.utils import get_test_image_file

    return get_test_image_file().file.getvalue()


def picture_block(image: PortalImage) -> dict[str, object]:
    """A picture in the body of a text, as the body is stored."""
    value = {"image": image.pk, "alt_text": "Cầu", "decorative": False}
    return {"type": "figure", "value": {"image": value, "caption": ""}}


def make_document(
    portal: Portal, *, content: bytes = b"noi dung tep", name: str = "tep.txt"
) -> PortalDocument:
    return PortalDocument.objects.create(
        title=name, file=ContentFile(content, name=name), collection=portal.collection
    )
