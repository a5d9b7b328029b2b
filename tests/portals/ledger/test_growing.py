"""Entries are written with the act, and get their places by the job."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from portals.boards.enums import Position
from portals.ledger.actions import append, commit_to, commit_to_person, erase
from portals.ledger.commitments import Opening
from portals.ledger.entries import Entry, NotAnEntry
from portals.ledger.growing import grow, sign_newest
from portals.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerGrowth,
    LedgerLeaf,
    LedgerSalt,
    LedgerTile,
)
from portals.ledger.notes import Algorithm, BadNote, SignedCheckpoint, Signer
from portals.ledger.queries import proof_of, signed_seconds
from portals.ledger.stored import StoredLedger, stored_size
from portals.ledger.tree import Levels, leaf_hash
from portals.refusals import NotYourOffice
from portals.services.shares import Databases
from tests.factories import NOON, make_member, make_portal, make_user

from . import plain_tree
from .writing import ORIGIN, SIGNER, write


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
class TestAnEntry:
    def test_is_one_insert(self, django_assert_num_queries: object) -> None:
        portal = make_portal()
        with django_assert_num_queries(1):
            append("trial", {"thing": "a"}, portal=portal, office="Sở Nội vụ", at=NOON)

    def test_is_kept_in_the_bytes_that_are_hashed(self) -> None:
        portal = make_portal()
        [written] = write("e\u0301", portal=portal)
        written.refresh_from_db()
        entry = Entry.from_bytes(bytes(written.entry))
        assert (entry.kind, entry.schema, entry.at, entry.office) == ("trial", 1, NOON, "Sở Thử")
        assert entry.portal == portal.site.hostname
        assert entry.body == {"thing": "é"}
        assert (written.kind, written.subject, written.portal) == ("trial", "é", portal)

    @pytest.mark.parametrize(
        "body",
        [{}, {"thing": 1}, {"thing": "a", "more": "b"}, {"thing": "a", "person": "Nguyễn Văn Ví"}],
    )
    def test_of_another_form_is_refused(self, body: dict) -> None:
        with pytest.raises(NotAnEntry):
            append("trial", body, portal=None, office="Sở Thử", at=NOON)
        assert not LedgerEntry.objects.exists()

    def test_of_an_unknown_kind_is_refused(self) -> None:
        with pytest.raises(KeyError):
            append("unheard", {}, portal=None, office="Sở Thử", at=NOON)

    def test_goes_with_the_act_that_failed(self) -> None:
        with transaction.atomic():
            write("a")
            transaction.set_rollback(True)
        assert not LedgerEntry.objects.exists()


@pytest.mark.django_db
class TestAPerson:
    def test_stands_behind_a_commitment_until_erased(self) -> None:
        person, other = make_user("nguoi-duyet"), make_user("nguoi-khac")
        commitment, others = commit_to_person(person), commit_to_person(other)
        salt = LedgerSalt.objects.get(commitment=commitment)
        assert Opening(bytes(salt.salt), salt.value).commitment == commitment
        head = make_member(make_portal("province"), Position.HEAD)
        assert erase(person=person, actor=head, now=timezone.now()) == 1
        assert [one.commitment for one in LedgerSalt.objects.all()] == [others]

    def test_is_erased_by_the_province_only(self) -> None:
        person = make_user("nguoi-duyet")
        commit_to_person(person)
        with pytest.raises(NotYourOffice):
            erase(person=person, actor=person, now=timezone.now())
        assert LedgerSalt.objects.count() == 1

    def test_two_commitments_to_one_value_differ(self) -> None:
        assert commit_to({"user": 1}) != commit_to({"user": 1})


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
class TestGrowing:
    def test_gives_places_in_the_order_of_ids_and_each_once(self) -> None:
        written = write("a", "b", "c")
        assert grow(now=NOON) == 3
        assert grow(now=NOON) == 0
        written += write("d")
        assert grow(now=NOON) == 1
        leaves = LedgerLeaf.objects.order_by("index").values_list("index", "entry_id")
        assert list(leaves) == [(at, one.pk) for at, one in enumerate(written)]

    def test_has_the_root_of_the_plain_tree(self) -> None:
        entries = []
        for step in (1, 254, 1, 1, 300):
            entries += [bytes(one.entry) for one in write(*map(str, range(step)))]
            grow(now=NOON)
            growth = LedgerGrowth.objects.get(size=len(entries))
            assert bytes(growth.root) == plain_tree.mth(entries)
        assert stored_size() == len(entries) == 557
        in_memory = Levels()
        in_memory.extend(map(leaf_hash, entries))
        assert StoredLedger().hashes(1, 0, 2) == in_memory.hashes(1, 0, 2)
        assert LedgerTile.objects.count() == 2
        assert StoredLedger().entries(250, 260) == entries[250:260]

    def test_looks_at_all_once_a_day(self) -> None:
        """What a restored database counted otherwise is found then, at the latest."""
        write("a")
        grow(now=NOON)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_ledgerentry (entry, kind, at, subject, transaction)"
                " SELECT entry, kind, at, subject, 3 FROM ledger_ledgerentry"
            )
        assert grow(now=NOON + timedelta(minutes=1)) == 0
        assert grow(now=NOON + timedelta(days=1)) == 1

    def test_after_a_restore_looks_at_all(self) -> None:
        write("a")
        grow(now=NOON)
        LedgerGrowth.objects.create(size=2, root=bytes(32), horizon=2**60, grown_at=NOON)
        write("b")
        assert grow_without_growth_row() == 1


def grow_without_growth_row() -> int:
    from portals.ledger.growing import _bounds, _without_place

    floor, _horizon = _bounds(NOON)
    return len(list(_without_place(floor)))


class TestTwoAtOnce:
    def test_what_is_committed_late_is_not_passed_over(
        self, transactional_db: None, trial: None, own_databases: Databases
    ) -> None:
        """A lower id that is seen after a higher one has its place too, behind it."""
        with psycopg.connect(own_databases.database_url) as other:
            late = other.execute(
                "INSERT INTO ledger_ledgerentry (entry, kind, at, subject)"
                " VALUES ('late', 'trial', now(), '') RETURNING id"
            ).fetchone()[0]
            [early] = write("early")
            assert late < early.pk
            assert grow(now=NOON) == 1
            other.commit()
        assert grow(now=NOON) == 1
        leaves = LedgerLeaf.objects.order_by("index").values_list("entry_id", flat=True)
        assert list(leaves) == [early.pk, late]

    def test_only_one_grows(
        self, transactional_db: None, trial: None, own_databases: Databases
    ) -> None:
        write("a")
        with psycopg.connect(own_databases.database_url) as other:
            other.execute("SELECT pg_advisory_xact_lock(8020)")
            assert grow(now=NOON) == 0
        assert grow(now=NOON) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
class TestSigning:
    def test_is_done_where_the_key_is_at_hand(self, settings: object) -> None:
        write("a", "b")
        grow(now=NOON)
        assert not LedgerCheckpoint.objects.exists()
        settings.LEDGER_KEY = SIGNER.secret_text
        assert grow(now=NOON) == 0
        signed = SignedCheckpoint.parse(LedgerCheckpoint.objects.get().note.encode())
        assert signed.verify([SIGNER.key])
        assert (signed.checkpoint.origin, signed.checkpoint.size) == (ORIGIN, 2)

    def test_is_not_done_twice_and_never_of_nothing(self) -> None:
        assert sign_newest(SIGNER, now=NOON) is None
        write("a")
        grow(now=NOON)
        assert sign_newest(SIGNER, now=NOON) is not None
        assert sign_newest(SIGNER, now=NOON) is None

    def test_takes_no_other_ledgers_key(self) -> None:
        write("a")
        grow(now=NOON)
        other = Signer.generate("so-cai.khac.example.vn", Algorithm.LEDGER)
        with pytest.raises(BadNote, match=ORIGIN):
            sign_newest(other, now=NOON)
        assert not LedgerCheckpoint.objects.exists()

    def test_makes_proofs(self, settings: object) -> None:
        settings.LEDGER_KEY = SIGNER.secret_text
        entries = write("a", "b", "c")
        assert proof_of(entries[0]) is None
        grow(now=NOON)
        for at, entry in enumerate(entries):
            proof = proof_of(entry)
            assert proof is not None
            assert proof.index == at
            assert proof.verify([SIGNER.key])
        [later] = write("d")
        settings.LEDGER_KEY = ""
        grow(now=NOON)
        assert proof_of(later) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
def test_monitoring_reads_how_old_the_signature_is(
    settings: object, django_assert_num_queries: object
) -> None:
    assert signed_seconds() == -1.0
    write("a")
    settings.LEDGER_KEY = SIGNER.secret_text
    grow(now=timezone.now() - timedelta(hours=1))
    with django_assert_num_queries(1):
        assert 3600 <= signed_seconds() < 3700
