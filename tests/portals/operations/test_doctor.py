"""The doctor finds nothing in a sound database, and each planted fault by its name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.bench.province import open_province
from portals.ledger.checks import ledger_checks
from portals.operations.checking import Check, ask_checks
from portals.operations.doctor import registry
from portals.operations.doctor.registry import doctor_checks
from portals.sealing.columns import sealed_columns
from scoring.rounds.actions import score_month
from syndication.bench.rules import have_all_placed_at_once
from syndication.placing.actions import place_slice
from tests.factories import make_official, make_portal, published_story
from tests.scoring.cast import OCTOBER, SNAPSHOT, adopt_default, make_province
from tests.support.sheets import make_disclosure, make_price_table
from tests.syndication.casts import Province, make_cast, send

# By the name of the check: a statement that breaks its rule, and no constraint of the database.
# What a citizen asked seven years ago, and was answered at once.
AN_OLD_REQUEST = (
    "INSERT INTO accountability_citizencase (portal_id, received_by_id, kind, source, code, link_nonce, subject,"
    " text, person_name, email, phone, address, identity, wants_public, about, about_title, about_path,"
    " national_number, held_because, state, outcome, ground, arrived_at, governs_since, was_extended,"
    " triage_due_at, ended_at, revision, erased_at) SELECT min(id), min(id), 'question', 'form', 'x', 'x', '', '',"
    " '', '', '', '', '', false, '', '', '', '', '[]'::jsonb, 'ended', 'answered', '', at, at, false, at, at, 0,"
    " {erased} FROM portals_portal, (VALUES (now() - interval '7 years')) AS earlier (at) GROUP BY at"
)
# Whom nobody asked for within a week.
A_SUBSCRIBER = (
    "INSERT INTO alerts_subscriber (id, address, address_hash, portal_id, language, link_nonce, asked_at,"
    " asked_times, refused_mails) SELECT gen_random_uuid(), '', 'x', min(id), 'vi', 'x',"
    " now() - interval '10 days', 1, 0 FROM portals_portal"
)
FAULTS = {
    "tree.pages": "UPDATE wagtailcore_page SET numchild = numchild + 1 WHERE depth = 2",
    "tree.collections": "UPDATE wagtailcore_collection SET numchild = 99 WHERE depth = 1",
    "reforms.carried_out": (
        "WITH reform AS (INSERT INTO reforms_reform (title, mandate, takes_effect_on, entered_at)"
        " VALUES ('x', 'x', '2020-01-01', now()) RETURNING id), second AS (INSERT INTO boards_user"
        ' SELECT (jsonb_populate_record(one, \'{"id": 0, "username": "x", "email": "x@example.vn"}\')).*'
        " FROM boards_user one LIMIT 1 RETURNING id)"
        " INSERT INTO reforms_reformact (reform_id, direction, wanted_by_id, wanted_at, confirmed_by_id,"
        " confirmed_at, failure) SELECT reform.id, 'forward', min(person.id), now(), second.id,"
        " now() - interval '16 minutes', 'x' FROM reform, second, boards_user person"
        " GROUP BY reform.id, second.id"
    ),
    "tree.addresses": "UPDATE wagtailcore_page SET url_path = '/x/' WHERE depth = 4",
    "placements.origin": (
        "UPDATE editorial_placement SET removed_at = now() + interval '1 day',"
        " removal_kind = 'in_error' WHERE role = 'origin'"
    ),
    "placements.home": (
        "UPDATE editorial_placement SET section_id = (SELECT page_ptr_id"
        " FROM editorial_sectionpage s WHERE s.portal_id = editorial_placement.portal_id"
        " AND section_type_id <> 'tin-tuc' LIMIT 1) WHERE role = 'origin'"
    ),
    "placements.section": (
        "UPDATE editorial_placement SET section_id = (SELECT page_ptr_id"
        " FROM editorial_sectionpage s WHERE s.portal_id <> editorial_placement.portal_id"
        " LIMIT 1) WHERE role = 'republished'"
    ),
    "placements.live": (
        "UPDATE wagtailcore_page SET live = false"
        " WHERE id IN (SELECT story_id FROM editorial_placement)"
    ),
    "placements.dispatch": "DELETE FROM syndication_delivery",
    "deliveries.placed": "DELETE FROM editorial_placement WHERE role = 'republished'",
    "deliveries.recalled": "UPDATE syndication_dispatch SET state = 'recalled', ended_at = now()",
    "deliveries.waiting": (
        "UPDATE syndication_delivery SET state = 'waiting', how = 'rule', by_id = NULL,"
        " state_at = now() - interval '1 hour'"
    ),
    "deliveries.deadline": "UPDATE syndication_dispatch SET due_at = now() - interval '1 hour'",
    "deliveries.begun": "UPDATE syndication_dispatch SET state = 'planned'",
    "deliveries.adapted": "UPDATE syndication_delivery SET state = 'adapted'",
    "deliveries.objected": "UPDATE syndication_delivery SET state = 'objected'",
    "adaptations.source": (
        "INSERT INTO adapting_adaptation (copy_id, source_id, portal_id, base, own_images, own_files,"
        " made_by_id, made_at) SELECT min(own.story_id), min(sent.story_id), min(own.portal_id),"
        " '{}', '{}', '{}', min(person.id), now()"
        " FROM editorial_placement own, editorial_placement sent, boards_user person"
        " WHERE own.role = 'origin' AND sent.role = 'republished' AND own.story_id <> sent.story_id"
    ),
    "rights.groups": "INSERT INTO auth_group (name) VALUES ('Editors')",
    "rights.publishing": (
        "UPDATE wagtailcore_grouppagepermission SET permission_id = (SELECT id"
        " FROM auth_permission WHERE codename = 'publish_page') WHERE id ="
        " (SELECT min(id) FROM wagtailcore_grouppagepermission)"
    ),
    "rights.portal": (
        "UPDATE wagtailcore_grouppagepermission SET page_id = 1 WHERE id ="
        " (SELECT min(id) FROM wagtailcore_grouppagepermission)"
    ),
    "rights.members": "DELETE FROM boards_user_groups",
    "rights.superusers": "UPDATE boards_user SET is_superuser = true",
    "rights.permissions": (
        "INSERT INTO boards_user_user_permissions (user_id, permission_id)"
        " SELECT min(person.id), min(permission.id) FROM boards_user person, auth_permission permission"
    ),
    "rights.reach": (
        "INSERT INTO auth_group_permissions (group_id, permission_id) SELECT (SELECT min(id) FROM"
        " auth_group), id FROM auth_permission WHERE codename = 'add_user'"
    ),
    "rights.pages": "DELETE FROM wagtailcore_grouppagepermission",
    "rights.boards": (
        "DELETE FROM boards_rightsgroup WHERE id = (SELECT min(id) FROM boards_rightsgroup)"
    ),
    "rights.workflow": (
        "UPDATE wagtailcore_task SET content_type_id = (SELECT id FROM django_content_type"
        " WHERE app_label = 'wagtailcore' AND model = 'groupapprovaltask')"
    ),
    "addresses.main": "UPDATE portals_portaladdress SET hostname = 'x.example' WHERE id = (SELECT min(id) FROM portals_portaladdress)",  # noqa: E501
    "addresses.sites": "UPDATE portals_portal SET site_id = NULL WHERE id = (SELECT min(id) FROM portals_portal)",
    "practice.name": "UPDATE portals_portaladdress SET hostname = 'a.tap.bacninh.localhost' WHERE id = (SELECT min(id) FROM portals_portaladdress)",  # noqa: E501
    # Within a transaction nothing breaks off: an index of no partition is as invalid as one that did.
    "indexes.valid": (
        "CREATE TEMP TABLE halved (id int) PARTITION BY RANGE (id);"
        " CREATE TEMP TABLE halved_low PARTITION OF halved FOR VALUES FROM (0) TO (9);"
        " CREATE INDEX half_made ON ONLY halved (id)"
    ),
    "duties.can_be_met": (
        "INSERT INTO duties_duty (code, tier_id, title, section, fulfilled_by, basis, basis_checked, frequency,"
        " due_from, due_days, in_working_days, told_after, kept_days, minutes, period)"
        " VALUES ('x', 'commune', 'x', 'x', 'nowhere:x', '', false, 'week', 'end', 1, false, 1, 0, 1,"
        " daterange('2026-01-01', NULL))"
    ),
    "requests.retention": AN_OLD_REQUEST.format(erased="NULL"),
    "requests.erased": (
        f"WITH made AS ({AN_OLD_REQUEST.format(erased='now()')} RETURNING id)"
        " INSERT INTO accountability_casefile (case_id, file, name, media_type, size, sha256, by_person,"
        " examination, added_at) SELECT id, 'x', '', '', 1, '', true, 'fine', now() FROM made"
    ),
    "requests.demands": (
        f"WITH made AS ({AN_OLD_REQUEST.format(erased='now()')} RETURNING id)"
        " INSERT INTO accountability_erasuredemand (case_id, demanded_at, due_at, ground)"
        " SELECT id, now() - interval '4 days', now() - interval '1 day', '' FROM made"
    ),
    "requests.calendar": (
        "INSERT INTO accountability_calendarnotice (day, is_off, is_worked, name, known_at)"
        " VALUES ('2026-11-10', true, false, '', now() - interval '61 minutes')"
    ),
    "outbox": (
        "INSERT INTO portals_editionchange (portal_ids, forbids_stale, made_at)"
        " VALUES (NULL, false, now() - interval '1 hour')"
    ),
    "mail": (
        "INSERT INTO mail_outgoingmail (id, kind, address, subject, text, html, written_at,"
        " useful_until, state, state_at, tries, next_try_at, reason) SELECT gen_random_uuid(),"
        " 'account', 'a@example.vn', '', '', '', at, now(), 'waiting', at, 0, at, ''"
        " FROM (VALUES (now() - interval '2 hours')) AS earlier (at)"
    ),
    "mail.attachments": (
        "WITH sent AS (INSERT INTO mail_outgoingmail (id, kind, address, subject, text, html, written_at,"
        " useful_until, state, state_at, tries, next_try_at, reason) SELECT gen_random_uuid(),"
        " 'account', 'a@example.vn', '', '', '', now(), now(), 'sent', now(), 1, now(), '' RETURNING id)"
        " INSERT INTO mail_mailattachment (mail_id, name, content) SELECT id, 'a.txt', 'a' FROM sent"
    ),
    "alerts.written": (
        "INSERT INTO alerts_digestrun (name, frequency, due_at)"
        " VALUES ('day:x', 'daily', now() - interval '2 hours')"
    ),
    "alerts.forgotten": A_SUBSCRIBER,
    "alerts.taken_back": (
        f"WITH reader AS ({A_SUBSCRIBER} RETURNING id), item AS (INSERT INTO alerts_alertitem (thing, title,"
        " urgent, noted_at, taken_back_at) VALUES ('x', 'x', false, now(), now() - interval '2 hours')"
        " RETURNING id), mailing AS (INSERT INTO alerts_alertmailing (id, subscriber_id, run, kind, written_at,"
        " queued_at) SELECT gen_random_uuid(), id, 'x', 'digest', now(), now() FROM reader RETURNING *),"
        " told AS (INSERT INTO alerts_alerttold (subscriber_id, item_id, mailing_id)"
        " SELECT mailing.subscriber_id, item.id, mailing.id FROM item, mailing)"
        " INSERT INTO mail_outgoingmail (id, kind, address, subject, text, html, written_at, useful_until, state,"
        " state_at, tries, next_try_at, reason) SELECT id, 'followed', '', '', '', '', now(), now(), 'handing',"
        " now(), 1, now(), '' FROM mailing"
    ),
    "record.written": (
        "INSERT INTO editorial_publicationtorecord (page_id, kind, at, noted_at)"
        " SELECT min(page_ptr_id), 'publication', now(), now() - interval '1 hour' FROM editorial_storypage"
    ),
    "witnesses.answer": (
        "WITH known AS (INSERT INTO ledger_ledgerkey (text, added_at) VALUES ('x', now()) RETURNING id)"
        " INSERT INTO witnesses_witness (office, key_id, key_name, address, known_since, waiting_since)"
        " SELECT 'x', id, 'x', 'a@example.vn', now(), now() - interval '90 days' FROM known"
    ),
    "watch.runs": (
        "INSERT INTO watch_watchstate (ledger_seen, placements_seen, changes_at, began_at)"
        " VALUES (0, 0, now() - interval '1 hour', now() - interval '1 day')"
    ),
    "watch.daily": (
        "INSERT INTO watch_watchedaddress (portal_id, path, kind, is_urgent, due_at, watched_since,"
        " known_digest, doubts, failures) SELECT min(id), '/x/', 'page', false, now(),"
        " now() - interval '2 days', '', 0, 0 FROM portals_portal"
    ),
    "watch.changes": (
        "INSERT INTO watch_watchedaddress (portal_id, path, kind, is_urgent, due_at, watched_since,"
        " known_digest, doubts, failures) SELECT min(id), '/x/', 'page', true, now() - interval '1 hour',"
        " now(), '', 0, 0 FROM portals_portal"
    ),
    "watch.findings": (
        "INSERT INTO watch_foundalteration (portal_id, kind, place, expected, found, found_at, seen_at, reason)"
        " SELECT min(id), 'text', '/x/', '', '', now(), now(), '' FROM portals_portal"
    ),
    "search": "DELETE FROM editorial_searchthing WHERE source = 'stories'",
    "files.texts": (
        "INSERT INTO editorial_filetext (digest, state, fault, is_cut, encoding, language, characters, text,"
        " seen_at, read_at, tries) VALUES ('x', 'ocr_waiting', 'no_ocr', false, '', '', 0, '', now(), now(), 0)"
    ),
    "roles.retention": (
        "INSERT INTO wagtailcore_modellogentry (label, action, data, timestamp, content_changed, deleted,"
        " object_id) VALUES ('', 'boards.appoint', '{}', now() - interval '9 days', false, false, '')"
    ),
}
# What the application cannot break by itself: `tests/portals/database/test_owner.py`.
OF_THE_OWNER = {"roles.application", "roles.log"}
# Broken row by row in `tests/portals/ledger/test_altered_rows.py`.
OF_THE_LEDGER = {check.name for check in ledger_checks()}
# Of files: `tests/portals/signatures/test_checking.py`, `tests/portals/accountability/test_erasing.py`.
OF_FILES = {"signatures.roots", "requests.files"}
# Of tools and sounds: `tests/editorial/recordings/test_recordings.py`. The one asks the machine, not the database.
OF_RECORDINGS = {"recordings.tools", "recordings.prepared"}
# Where a source information system is set: `tests/editorial/stations/source_system/test_rounds.py`.
OF_A_SYSTEM = {"stations.source_system"}
# Where an app of the province is set: `tests/portals/social/test_keeping_alive.py`.
OF_APPS = {"social.tokens"}
# Of several requests: `tests/portals/accountability/test_triage.py`.
OF_CHAINS = {"requests.chains"}
# Opened, text by text: `tests/portals/sealing/test_checks.py`.
OF_SEALED_TEXTS = {"sealing.opens"}


# Of a month that is scored: what no constraint of the database refuses.
OF_SCORES = {
    "scores.cards": (
        "UPDATE scoring_scorecard SET lines = jsonb_set(lines, '{criteria,0,points}', '\"9.99\"')"
    ),
    "scores.facts": (
        "INSERT INTO scoring_frozenfacts (run_id, portal_id, facts, items, own, sha256) SELECT run_id,"
        " (SELECT id FROM portals_portal WHERE tier_id = 'province'), facts, items, '{}', sha256"
        " FROM scoring_frozenfacts LIMIT 1"
    ),
}

# Of an official document.
OF_DOCUMENTS = {
    "documents.force": "UPDATE editorial_documentforce SET state = 'expired'",
    "documents.day": (
        "UPDATE editorial_documentforce SET derived_on = derived_on - 2;"
        " UPDATE wagtailcore_page SET first_published_at = now() - interval '2 hours'"
        " WHERE first_published_at IS NOT NULL"
    ),
}

# Of a disclosure: figures that its sheet has not, has otherwise, or that outlived the page.
OF_DISCLOSURES = {
    "missing": """DELETE FROM editorial_disclosurefigure WHERE "row" = 'T' AND "column" = 'th'""",
    "otherwise": """UPDATE editorial_disclosurefigure SET value = value + 1 WHERE "row" = '1'""",
    "of another portal": (
        "UPDATE editorial_disclosurefigure SET portal_id = (SELECT min(id) FROM portals_portal"
        " WHERE id <> editorial_disclosurefigure.portal_id)"
    ),
    "of another day": "UPDATE editorial_disclosurefigure SET period_ends = period_ends + 1",
    "of what was withdrawn": "UPDATE editorial_disclosurepage SET series = ''",
    "of no cell": """UPDATE editorial_disclosurefigure SET "row" = 'X' WHERE "row" = '8.1'""",
    "of what is no longer live": (
        "UPDATE wagtailcore_page SET live = false WHERE id IN (SELECT storypage_ptr_id"
        " FROM editorial_disclosurepage)"
    ),
}

# Of a price table, likewise.
OF_PRICES = {
    "missing": "DELETE FROM land_landprice WHERE position = 2",
    "otherwise": "UPDATE land_landprice SET price = price + 1 WHERE position = 1",
    "of another day": "UPDATE land_landprice SET valid_to = valid_to + 1",
    "begun before": "UPDATE land_landprice SET valid_from = valid_from - 1",
    "of what was withdrawn": "UPDATE editorial_disclosurepage SET series = ''",
    "of no line": """UPDATE land_landprice SET "row" = 'X'""",
    "skipped in lists": "UPDATE land_landprice SET is_further = true WHERE position = 1",
    "of what is no longer live": OF_DISCLOSURES["of what is no longer live"],
}


def broken() -> set[str]:
    findings = ask_checks(now=timezone.now() + timedelta(seconds=1), checks=doctor_checks())
    return {finding.check.name for finding in findings if not finding.is_good}


@pytest.fixture
def cast(db: None) -> Province:
    """A province whose story stands on all its portals, beside one of a commune's own."""
    made = make_cast(communes=1)
    published_story(made.communes[0])
    place_slice(dispatch_id=send(made.story, made.head).pk, now=timezone.now())
    return made


class TestASoundDatabase:
    def test_has_no_fault(self, cast: Province) -> None:
        assert broken() == set()

    def test_is_left_by_the_verbs_of_opening_and_by_their_set_based_kin(self, db: None) -> None:
        province, _head, _editor = open_province(portals=3)
        have_all_placed_at_once(province)

        assert broken() == set()

    def test_is_examined_by_one_query_a_check(
        self, cast: Province, capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        with CaptureQueriesContext(connection) as queries:
            call_command("doctor")

        of_sealed = 2 * len(sealed_columns()) - len(OF_SEALED_TEXTS)
        of_none = OF_FILES | {"recordings.tools"} | OF_A_SYSTEM | OF_APPS
        assert len(queries) == len(doctor_checks()) - len(of_none) + of_sealed
        assert "✗" not in capsys.readouterr().out


class TestAFault:
    def test_every_check_has_one_here(self) -> None:
        assert (
            {check.name for check in doctor_checks()}
            == set(FAULTS)
            | OF_THE_OWNER
            | OF_THE_LEDGER
            | OF_FILES
            | OF_RECORDINGS
            | OF_A_SYSTEM
            | OF_APPS
            | OF_CHAINS
            | OF_SEALED_TEXTS
            | set(OF_SCORES)
            | set(OF_DOCUMENTS)
            | {*("disclosures.figures", "land.prices")}
        )

    @pytest.mark.parametrize("name", FAULTS)
    def test_is_found_by_its_check(self, cast: Province, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FAULTS[name])

        assert name in broken()

    @pytest.mark.parametrize("name", OF_SCORES)
    def test_of_a_scored_month_is_found_too(self, db: None, name: str) -> None:
        province, head, deputy = make_province()
        adopt_default(head, deputy, tiers=("commune",))
        make_portal(overseer=province)
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        assert not broken() & set(OF_SCORES)
        with connection.cursor() as cursor:
            cursor.execute(OF_SCORES[name])

        assert name in broken()

    @pytest.mark.parametrize("name", OF_DOCUMENTS)
    def test_of_a_document_is_found_too(self, db: None, name: str) -> None:
        make_official(make_portal())
        assert not broken() & set(OF_DOCUMENTS)
        with connection.cursor() as cursor:
            cursor.execute(OF_DOCUMENTS[name])

        assert name in broken()

    def test_of_compared_figures_is_found_too(
        self, db: None, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        make_disclosure(make_portal())
        make_disclosure(make_portal(), is_public=False)
        [check] = (one for one in doctor_checks() if one.name == "disclosures.figures")
        found = {}
        for name in (sound := "sound", *OF_DISCLOSURES):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(OF_DISCLOSURES.get(name, "SELECT 1"))
                [result] = ask_checks(now=timezone.now(), checks=[check])
                found[name] = result.count
                transaction.set_rollback(True)
        assert found == {sound: 0, **dict.fromkeys(OF_DISCLOSURES, 1)}

    def test_of_prices_that_are_looked_up_is_found_too(
        self, db: None, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        line = ("Đường Lý Thái Tổ", "", "", "", "", (5_000_000, 3_000_000))
        make_price_table(make_portal(), line, year=2025)
        make_price_table(make_portal(), line, year=2025, is_public=False)
        [check] = (one for one in doctor_checks() if one.name == "land.prices")
        found = {}
        for name in (sound := "sound", *OF_PRICES):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(OF_PRICES.get(name, "SELECT 1"))
                [result] = ask_checks(now=timezone.now(), checks=[check])
                found[name] = result.count
                transaction.set_rollback(True)
        assert found == {sound: 0, **dict.fromkeys(OF_PRICES, 1)}

    def test_fails_the_command_which_names_it(
        self, cast: Province, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FAULTS["search"])

        with pytest.raises(CommandError, match="search"):
            call_command("doctor")
        assert f"story {cast.story.pk}" in capsys.readouterr().out


class TestTheRegistry:
    def test_a_chapter_is_told_at_its_rank(
        self, db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(registry.CHAPTERS, "_chapters", list(registry.CHAPTERS.in_order()))
        fault = Check("throwaway", "nothing is wrong", "SELECT 'so it is' WHERE %(now)s IS NULL")
        registry.register("throwaway", lambda: [fault], rank=15)

        call_command("doctor")

        told = [line.split()[1] for line in capsys.readouterr().out.splitlines()]
        assert told[2:5] == ["tree.addresses", "throwaway", "placements.origin"]

    def test_tells_in_the_order_that_operators_know(self) -> None:
        subjects = dict.fromkeys(check.name.split(".")[0] for check in doctor_checks())
        assert list(subjects) == [
            "tree", "placements", "deliveries", "adaptations", "rights", "roles", "addresses",
            "indexes", "outbox", "signatures", "mail", "alerts", "search", "files", "recordings", "stations",
            "record", "disclosures", "documents", "duties", "ledger", "land", "sealing", "requests",
            "witnesses", "reforms", "social", "watch", "scores", "practice",
        ]  # fmt: skip

    @pytest.mark.parametrize(("name", "rank"), [("tree", 15), ("another", 10)])
    def test_takes_a_name_and_a_rank_once(self, name: str, rank: int) -> None:
        with pytest.raises(ValueError, match="twice"):
            registry.register(name, list, rank=rank)
