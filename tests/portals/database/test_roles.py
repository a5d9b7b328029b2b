"""Three roles: what the web does not need, whoever breaks into it does not have."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from psycopg.errors import InsufficientPrivilege
from wagtail.log_actions import log

from portals.audit_log.models import LOG_TABLES
from portals.database import rights
from portals.database.owner import as_owner
from tests.factories import make_portal, make_user
from tests.support.connected import EMBEDDED, SUPERUSER, connected

APP, OWNER, READER = EMBEDDED.application, EMBEDDED.owner, EMBEDDED.reader
ON_A_LOG = [
    "UPDATE {log} SET label = 'khác'",
    "UPDATE {log} SET timestamp = now() - interval '9 years'",
    "DELETE FROM {log}",
    "TRUNCATE {log} CASCADE",
    "ALTER TABLE {log} DISABLE TRIGGER journal_unaltered",
    "ALTER TABLE {log} DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_unaltered ON {log}",
    "CREATE TRIGGER aside BEFORE INSERT ON {log} EXECUTE FUNCTION journal_unaltered()",
    "CREATE RULE aside AS ON INSERT TO {log} DO INSTEAD NOTHING",
    "ALTER TABLE {log} RENAME TO aside",
    "ALTER TABLE {log} OWNER TO portals_app",
    "DROP TABLE {log} CASCADE",
    "LOCK TABLE {log} IN ACCESS EXCLUSIVE MODE",
]
ON_THE_SERVER = [
    "SET session_replication_role = 'replica'",
    "SET ROLE portals_owner",
    "SET SESSION AUTHORIZATION portals_owner",
    "GRANT portals_owner TO portals_app",
    "ALTER ROLE portals_app SUPERUSER",
    "CREATE TABLE aside ()",
    "CREATE SCHEMA aside",
    "CREATE FUNCTION aside() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION journal_unaltered() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION journal_unaltered() CASCADE",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "UPDATE journal_retention SET months = 12",
    "DELETE FROM journal_retention",
    "INSERT INTO journal_retention (begins_with, months, basis) VALUES ('boards.', 12, '')",
    "INSERT INTO journal_retentionrun (ran_at, removed) VALUES (now(), 0)",
    "DELETE FROM django_migrations",
    "ALTER TABLE portals_portal DISABLE TRIGGER ALL",
]
TABLES = "pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
# A line of the log, so many days old.
LINE = """
INSERT INTO wagtailcore_modellogentry
    (label, action, data, timestamp, content_changed, deleted, object_id)
VALUES ('', %s, '{}', now() - %s * interval '1 day', false, false, '')
"""


@pytest.mark.django_db
class TestTheApplication:
    def test_is_whom_everything_connects_as(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user::text, current_user::text")
            assert cursor.fetchone() == (APP, APP)
            cursor.execute(
                "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
                " FROM pg_roles WHERE rolname = current_user"
            )
            assert cursor.fetchone() == (False,)

    @pytest.mark.asvs("13.2.2")
    @pytest.mark.parametrize("table", LOG_TABLES)
    @pytest.mark.parametrize("statement", ON_A_LOG)
    def test_does_not_touch_what_the_log_has(self, table: str, statement: str) -> None:
        assert_refused(statement.format(log=table))

    @pytest.mark.asvs("13.2.2")
    @pytest.mark.parametrize("statement", ON_THE_SERVER)
    def test_does_not_get_further(self, statement: str) -> None:
        assert_refused(statement)

    def test_opens_nothing_by_a_setting(self) -> None:
        log(instance=make_user(), action="door.sign_in")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL portals.log_retention = 'on'")
        assert_refused("DELETE FROM wagtailcore_modellogentry")

    def test_adds_to_the_log_and_reads_it(self) -> None:
        portal = make_portal()
        before = counted()
        log(instance=portal, action="portals.open")
        log(instance=portal.root, action="wagtail.edit")
        after = counted()
        assert [after[table] - before[table] for table in LOG_TABLES] == [1, 1]

    def test_writes_everything_that_is_not_guarded(self) -> None:
        """Whatever a migration added, and whoever made it."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT relname::text FROM {TABLES} AND NOT (has_table_privilege(oid, 'INSERT')"
                " AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE')) ORDER BY 1"
            )
            assert [name for (name,) in cursor.fetchall()] == rights.guarded_tables()


def assert_refused(statement: str) -> None:
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(caught.value.__cause__, InsufficientPrivilege)
    # A right that is missing, and not the trigger behind it.
    assert "the log is kept unaltered" not in str(caught.value)


def counted() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in LOG_TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            [found[table]] = cursor.fetchone()
    return found


@pytest.mark.django_db
class TestTheReader:
    def test_writes_nothing(self) -> None:
        with connected(READER) as server:
            found = server.execute(
                f"SELECT relname FROM {TABLES} AND EXISTS (SELECT FROM unnest(ARRAY['INSERT', 'UPDATE',"
                " 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS act"
                " WHERE has_table_privilege(oid, act))"
            ).fetchall()
            assert found == []
            with pytest.raises(InsufficientPrivilege):
                server.execute("UPDATE portals_portal SET name = 'khác'")

    @pytest.mark.asvs("13.2.2")
    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT password FROM boards_user",
            "SELECT * FROM boards_user",
            "SELECT * FROM django_session",
            "SELECT data FROM mfa_authenticator",
            "SELECT code_hash FROM boards_invitation",
            "SELECT text FROM mail_outgoingmail",
            "SELECT digest FROM door_knowndevice",
            "SELECT name FROM alerts_follow",
            "SELECT about FROM alerts_alertplace",
            "SELECT words FROM editorial_followedsearch",
            "CREATE TABLE aside ()",
            "SET ROLE portals_app",
        ],
    )
    def test_sees_no_secret(self, statement: str) -> None:
        with connected(READER) as server, pytest.raises(InsufficientPrivilege):
            server.execute(statement)

    def test_sees_the_rest(self) -> None:
        with connected(READER) as server:
            server.execute("SELECT username, email FROM boards_user").fetchall()
            unseen = server.execute(
                f"SELECT relname::text FROM {TABLES} AND NOT has_table_privilege(oid, 'SELECT') ORDER BY 1"
            ).fetchall()
        assert [name for (name,) in unseen] == sorted(rights.secrets())


class TestEverySecret:
    # By the name alone: what a new column of this kind holds must be decided once.
    SOUNDS = (
        r"passw|secret|token|digest|hash|session_(key|data)|code_|cookie|user_agent|\mip|(^|_)key$"
    )
    HARMLESS = frozenset(
        {
            ("editorial_bestbet", "asked_key"),
            ("editorial_documentmention", "number_key"),
            ("editorial_documentstub", "issuer_key"),
            ("editorial_documentstub", "number_key"),
            ("editorial_filesignature", "digest"),
            ("editorial_filetext", "digest"),
            ("editorial_listednumber", "issuer_key"),
            ("editorial_mailpreference", "digest"),
            ("editorial_movedthing", "key"),
            ("editorial_numbergap", "issuer_key"),
            ("editorial_searchthing", "digest"),
            ("editorial_searchthing", "key"),
            ("editorial_synonym", "meaning_key"),
            ("editorial_synonym", "term_key"),
            ("editorial_officialdocumentpage", "issuer_key"),
            ("editorial_officialdocumentpage", "number_key"),
            ("recordings_captions", "text_hash"),
            ("recordings_syntheticvoice", "text_hash"),
            ("editorial_portaldocument", "file_hash"),
            ("editorial_portalimage", "file_hash"),
            ("editorial_portalrendition", "focal_point_key"),
            ("editorial_quickwriting", "key"),
            ("land_landprice", "commune_key"),
            ("land_landprice", "land_type_key"),
            ("land_landprice", "segment_key"),
            ("ledger_ledgerleaf", "hash"),
            ("probes_target", "digest"),
            ("procedures_procedure", "digest"),
            ("procedures_procedure", "field_key"),
            ("procedures_procedurebasis", "number_key"),
            ("proof_recallcertificate", "public_key"),
            ("visits_thingviews", "key"),
            ("visits_writtenbatch", "token"),
            ("reforms_reformchange", "row_key"),
            ("wagtailcore_page", "translation_key"),
            ("watch_knownstate", "digest"),
            ("watch_watchedaddress", "known_digest"),
            ("wagtailcore_referenceindex", "content_path_hash"),
            ("wagtaildocs_document", "file_hash"),
            ("wagtailimages_image", "file_hash"),
            ("wagtailimages_rendition", "focal_point_key"),
            ("social_socialpost", "picture_hash"),
        }
    )

    @pytest.mark.django_db
    def test_is_kept_from_the_reader_or_said_to_be_none(self) -> None:
        with connected(READER) as server:
            seen = server.execute(
                "SELECT table_name::text, column_name::text FROM information_schema.columns"
                " WHERE table_schema = 'public' AND column_name ~ %s"
                " AND has_column_privilege(table_name::text, column_name::text, 'SELECT')",
                [self.SOUNDS],
            ).fetchall()
        assert set(seen) == self.HARMLESS


@pytest.mark.django_db
class TestTheOwner:
    @pytest.mark.parametrize(
        ("action", "kept"), [("door.sign_in", 24 * 31), ("boards.appoint", 60 * 31)]
    )
    def test_removes_what_is_past_keeping_and_not_a_day_before(self, action, kept) -> None:
        with connected(OWNER) as server:
            server.execute(LINE, [action, kept + 1])
            removed = server.execute(
                "DELETE FROM wagtailcore_modellogentry WHERE action = %s", [action]
            )
            assert removed.rowcount == 1
            server.execute(LINE, [action, kept - 1])
            server.execute("SET portals.log_retention = 'on'")
            with pytest.raises(InsufficientPrivilege, match="unaltered"):
                server.execute("DELETE FROM wagtailcore_modellogentry")

    def test_removes_nothing_that_no_rule_names(self) -> None:
        with connected(OWNER) as server:
            server.execute("DELETE FROM journal_retention")
            server.execute(LINE, ["boards.appoint", 9999])
            with pytest.raises(InsufficientPrivilege, match="unaltered"):
                server.execute("DELETE FROM wagtailcore_modellogentry")

    @pytest.mark.parametrize("table", LOG_TABLES)
    def test_does_not_empty_the_log(self, table: str) -> None:
        with connected(OWNER) as server, pytest.raises(InsufficientPrivilege, match="unaltered"):
            server.execute(f"TRUNCATE {table} CASCADE")

    @pytest.mark.parametrize(
        "act",
        [
            "DELETE FROM wagtailcore_modellogentry",
            "UPDATE wagtailcore_modellogentry SET label = 'x'",
        ],
    )
    def test_is_alone_in_it(self, act: str) -> None:
        """Not even who administers the server does it unawares."""
        with connected(SUPERUSER) as server:
            server.execute(LINE, ["boards.appoint", 9999])
            with pytest.raises(InsufficientPrivilege, match="unaltered"):
                server.execute(act)

    def test_that_is_the_application_too_changes_nothing(self) -> None:
        with connected(OWNER) as server:
            server.execute(LINE, ["boards.appoint", 1])
            server.execute("UPDATE wagtailcore_modellogentry SET data = '{}'")
            server.execute(f"REVOKE ALL ON wagtailcore_modellogentry FROM {APP}")
            with pytest.raises(InsufficientPrivilege, match="unaltered"):
                server.execute("UPDATE wagtailcore_modellogentry SET data = '{}'")

    def test_may_have_a_name_that_must_be_quoted(self) -> None:
        with connected(SUPERUSER) as server:
            server.execute('CREATE ROLE "BacNinh_owner"')
            server.execute('ALTER TABLE wagtailcore_modellogentry OWNER TO "BacNinh_owner"')
            server.execute('GRANT SELECT ON journal_retention TO "BacNinh_owner"')
            server.execute(LINE, ["door.sign_in", 9999])
            server.execute('SET LOCAL ROLE "BacNinh_owner"')
            assert rights._owned(server.cursor(), "r") == ["wagtailcore_modellogentry"]
            assert server.execute("DELETE FROM wagtailcore_modellogentry").rowcount == 1


class TestALaterTable:
    """Made by a migration of tomorrow."""

    @pytest.fixture(autouse=True)
    def later(self, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rights, "_append_only", set(rights._append_only))
        monkeypatch.setattr(rights, "_secrets", dict(rights._secrets))
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE later (id bigserial PRIMARY KEY, words text)")

    def write(self, statement: str = "INSERT INTO later (words) VALUES ('một')") -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def grant(self) -> None:
        with as_owner():
            assert rights.grant_rights(connection) == EMBEDDED

    def test_is_the_applications_at_once(self) -> None:
        self.write()
        self.write("UPDATE later SET words = 'hai'")
        self.grant()
        self.write("DELETE FROM later")

    def test_is_append_only_where_it_is_registered(self) -> None:
        rights.append_only("later")
        self.grant()
        self.write()
        for statement in ("UPDATE later SET words = 'hai'", "DELETE FROM later", "TRUNCATE later"):
            with pytest.raises(Error, match="permission denied"):
                self.write(statement)

    def test_is_read_after_its_migration_save_what_is_secret(self) -> None:
        with connected(READER) as server, pytest.raises(InsufficientPrivilege):
            server.execute("SELECT id FROM later")
        rights.keep_secret("later", "words")
        self.grant()
        with connected(READER) as server:
            server.execute("SELECT id FROM later")
            with pytest.raises(InsufficientPrivilege):
                server.execute("SELECT words FROM later")
