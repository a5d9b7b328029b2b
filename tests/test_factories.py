"""What the factories write in few statements is what the product's verbs write."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from editorial.models import ArticlePage, NoticePage, OfficialDocumentPage, StoryPage
from editorial.opening.actions import PortalSpec, open_portal
from portals.boards.actions import appoint
from portals.boards.actions.appointing import UnableToAppoint
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.services import SUPERUSER, address
from tests.factories import (
    NOON,
    make_document,
    make_image,
    make_member,
    make_official,
    make_portal,
    make_user,
    picture_block,
    published_story,
    section_of,
    store_story,
)
from tests.support.appointed_members import appoint_quickly
from tests.support.opened_portals import open_portal_quickly
from tests.support.restoring import SEQUENCES, TABLES
from tests.support.written_stories import write_story

pytestmark = pytest.mark.django_db

# What is by chance or by the hour, whoever writes it.
BY_CHANCE = {
    "translation_key", "timestamp", "made_at", "created_at", "first_published_at",
    "last_published_at", "latest_revision_created_at", "placed_at", "text_at", "at", "published_at",
}  # fmt: skip

# It stands in the content of a revision, too.
KEY = UUID(int=1)


def rows() -> dict[str, Counter[str]]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for schema, table in cursor.fetchall():
            cursor.execute(
                sql.SQL("SELECT to_jsonb(stored) FROM {} AS stored").format(
                    sql.Identifier(schema, table)
                )
            )
            found[table] = Counter(_told(row) for (row,) in cursor.fetchall())
    return found


TO_RECORD = "editorial_publicationtorecord"


def waiting_for_the_ledger(rows: dict[str, tuple[list[str], list[str]]]) -> list[tuple[int, int]]:
    """Take out what waits to be written into the ledger; return it without its moment, which is the test's."""
    waiting, _removed = rows.pop(TO_RECORD, ([], []))
    return [(row["page_id"], row["revision_id"]) for row in map(json.loads, waiting)]


FOUND = "editorial_searchthing"


def found_by_its_name(rows: dict[str, tuple[list[str], list[str]]]) -> list[tuple[str, str]]:
    """Take out what the search finds; return it by kind and title.

    A portal opened quickly is found once a test brings the search up, as an install does every few minutes: writing its
    words would cost each of the thousands of portals more than all the rest.
    """
    there, _removed = rows.pop(FOUND, ([], []))
    return [(row["kind"], row["shown"]["title"]) for row in map(json.loads, there)]


def _told(row: str) -> str:
    columns = json.loads(row)
    for column in BY_CHANCE & columns.keys():
        columns[column] = columns[column] is not None
    return json.dumps(columns, sort_keys=True)


def written(act: Callable[[], object]) -> dict[str, tuple[list[str], list[str]]]:
    """Return the rows that `act` adds and those that it removes, by table, and undo it with the numbers it took."""
    before = rows()
    url = address("postgres", database=settings.TEST_SHARE.own.name, role=SUPERUSER)
    with psycopg.connect(url, autocommit=True) as own:
        numbers = own.execute(SEQUENCES).fetchall()
        with transaction.atomic():
            act()
            after = rows()
            transaction.set_rollback(True)
        for schema, name, start, last in numbers:
            values = [sql.Identifier(schema, name).as_string(own), last or start, last is not None]
            own.execute("SELECT setval(%s::regclass, %s, %s)", values)
    return {
        table: (sorted((after[table] - had).elements()), sorted((had - after[table]).elements()))
        for table, had in before.items()
        if after[table] != had
    }


def spec(tier: str, *, name: str = "Xã Mới", overseer: str | None = None) -> PortalSpec:
    return PortalSpec(
        code="MOI",
        name=name,
        tier=tier,
        opened_on=date(2020, 5, 1),
        hostname="moi.bacninh.localhost",
        overseer_code=overseer,
    )


class TestAPortalOpenedQuickly:
    @pytest.mark.parametrize("tier", ["province", "department", "district", "commune"])
    def test_is_what_the_verb_opens(self, tier):
        asked = spec(tier)

        by_verb = written(lambda: open_portal(spec=asked, actor=None, now=NOON))
        quickly = written(lambda: open_portal_quickly(asked))

        assert len(by_verb["wagtailcore_page"][0]) > 5
        assert found_by_its_name(by_verb) == [("portal", asked.name)]
        assert quickly == by_verb

    @pytest.mark.parametrize("name", ["Bắc", "Xã Giữa", "Đông"])
    def test_is_so_among_others_and_under_an_overseer(self, name):
        above = make_portal("district", name="Huyện Trên", code="TREN")
        for each in ("An", "Xã Bên", "Xã Cuối", "Ý"):
            make_portal(name=each, overseer=above)
        asked = spec("commune", name=name, overseer="TREN")

        by_verb = written(lambda: open_portal(spec=asked, actor=None, now=NOON))
        quickly = written(lambda: open_portal_quickly(asked))

        assert found_by_its_name(by_verb) == [("portal", asked.name)]
        assert quickly == by_verb


class TestAMemberAppointedQuickly:
    @pytest.mark.parametrize("position", [Position.HEAD, Position.CONTRIBUTOR])
    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            (date(2019, 1, 1), None),
            (date(2019, 1, 1), date(2020, 1, 1)),
            (date(2019, 1, 1), date(2999, 1, 1)),
            (date(2998, 1, 1), date(2999, 1, 1)),
        ],
    )
    def test_has_the_rows_of_one_whom_the_verb_appoints(self, position, starts_on, ends_on):
        board, by_name = make_portal().board, {}
        post = {"board": board, "position": position, "starts_on": starts_on, "ends_on": ends_on}

        def person(name: str) -> User:
            by_name[name] = make_user(name)
            # They have the same number, one after the other.
            User.objects.filter(pk=by_name[name].pk).update(
                username="mau", last_name="", first_name="", email="", date_joined=NOON, password=""
            )
            return by_name[name]

        by_verb = written(lambda: appoint(**post, user=person("a"), actor=None, now=timezone.now()))
        quickly = written(lambda: appoint_quickly(**post, user=person("b")))

        holds = starts_on < local_date(timezone.now()) < (ends_on or date.max)
        assert len(by_verb["boards_boardmember"][0]) == 1
        assert ("boards_user_groups" in by_verb) == holds
        assert quickly == by_verb
        assert by_name["a"].rights_valid_until == by_name["b"].rights_valid_until

    def test_is_refused_for_an_empty_term_as_by_the_verb(self):
        with pytest.raises(UnableToAppoint):
            make_member(make_portal(), starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 1))


class TestAStoryWritten:
    @pytest.mark.parametrize("is_public", [False, True])
    @pytest.mark.parametrize("kind", [ArticlePage, NoticePage])
    def test_has_the_rows_of_one_that_wagtail_stored(self, kind, is_public):
        portal = make_portal()
        author = make_member(portal)
        options = {"section": section_of(portal), "author": author, "is_public": is_public}

        def story() -> StoryPage:
            return kind(
                title="Khởi công cầu mới",
                lead="Hôm nay.",
                owner=author,
                live=False,
                translation_key=KEY,
            )

        by_wagtail = written(lambda: store_story(story(), **options))
        quickly = written(lambda: write_story(story(), **options))

        assert ("editorial_placement" in by_wagtail) == is_public
        assert (TO_RECORD in by_wagtail) == is_public
        assert waiting_for_the_ledger(quickly) == waiting_for_the_ledger(by_wagtail)
        assert quickly == by_wagtail

    @pytest.mark.parametrize("is_public", [False, True])
    def test_has_so_as_an_official_document(self, is_public):
        portal = make_portal()
        options = {"section": section_of(portal, "van-ban"), "author": None, "is_public": is_public}
        make_official(portal, number="5/QĐ-UBND")

        def document() -> OfficialDocumentPage:
            return OfficialDocumentPage(
                number="5/2024/QĐ-UBND ",
                issued_on=date(2024, 3, 18),
                document_kind="quyet-dinh",
                issuer=f"Ủy ban nhân  dân {portal.name}",
                lead="Về việc thử nghiệm",
                signer="Nguyễn Văn A",
                effective_on=date(2024, 3, 18),
                live=False,
                translation_key=KEY,
            )

        by_wagtail = written(lambda: store_story(document(), **options))
        quickly = written(lambda: write_story(document(), **options))

        (row,) = map(json.loads, by_wagtail["editorial_officialdocumentpage"][0])
        assert bool(row["identity"]) == is_public
        assert waiting_for_the_ledger(quickly) == waiting_for_the_ledger(by_wagtail)
        assert quickly == by_wagtail

    def test_is_refused_as_a_document_that_stands_elsewhere(self):
        portal = make_portal()
        first = make_official(portal, number="5/QĐ-UBND")
        with pytest.raises(ValidationError, match=portal.name):
            make_official(make_portal(), number="5/QĐ-UBND", issuer=first.issuer)

    def test_has_so_too_with_pictures_files_and_a_title_that_was_there(self):
        portal = make_portal()
        image, document = make_image(portal), make_document(portal)
        earlier = published_story(portal, title="Khởi công")
        published_story(portal, title="Khởi công")
        body = [
            picture_block(image) | {"id": "first"},
            {"type": "text", "id": "second", "value": f'<p>Xem <a linktype="document" id="{document.pk}">tệp</a>'
             f' và <a linktype="page" id="{earlier.pk}">tin</a>.</p>'},
        ]  # fmt: skip
        options = {"section": section_of(portal), "author": None, "is_public": True}

        def story() -> StoryPage:
            return ArticlePage(
                title="Khởi công", lead="Hôm nay.", lead_image=image, lead_image_alt="Cầu",
                body=json.dumps(body), live=False, translation_key=KEY,
            )  # fmt: skip

        by_wagtail = written(lambda: store_story(story(), **options))
        quickly = written(lambda: write_story(story(), **options))

        assert len(by_wagtail["wagtailcore_referenceindex"][0]) >= 3
        assert by_wagtail["editorial_publishedimage"]
        assert by_wagtail["editorial_publishedfile"]
        assert waiting_for_the_ledger(quickly) == waiting_for_the_ledger(by_wagtail) != []
        assert quickly == by_wagtail

    def test_is_refused_as_wagtail_refuses_it(self):
        portal = make_portal()
        with pytest.raises(ValidationError, match="lead_image_alt"):
            published_story(portal, lead_image=make_image(portal))
