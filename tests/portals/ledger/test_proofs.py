"""Proofs are read at once, whatever the size of the tree, and are had as files."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from portals.ledger.actions import append
from portals.ledger.growing import grow
from portals.ledger.keys import add_key, origin
from portals.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerGrowth
from portals.ledger.notes import BadNote, Checkpoint, countersign, sign_checkpoint
from portals.ledger.proofs import Proof
from portals.ledger.queries import checkpoint_of, newest_checkpoint, proofs_at
from portals.ledger.read_at_once import ranges_for
from portals.ledger.recorded import RecordedAct, acts_about, signed_tree
from portals.ledger.signing import take
from portals.ledger.tree import Levels, inclusion, leaf_hash
from tests.factories import NOON, make_portal

from .writing import SIGNER, WITNESS, write


class OnlyThese:
    """Stored levels of which no more is known than what would have been read."""

    def __init__(self, levels: Levels, indexes: list[int], size: int) -> None:
        self.levels = levels
        self.ranges = ranges_for(indexes, size)

    def hashes(self, level: int, start: int, end: int) -> list[bytes]:
        assert any(low <= start <= end <= high for low, high in self.ranges[level])
        return self.levels.hashes(level, start, end)


@pytest.fixture(scope="module")
def large() -> Levels:
    levels = Levels()
    levels.extend(leaf_hash(b"%d" % number) for number in range(66_500))
    return levels


@given(st.data())
def test_what_is_read_is_enough_for_every_path(large: Levels, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 66_500) | st.sampled_from([255, 256, 257, 65_536, 65_537]))
    index = data.draw(st.integers(0, size - 1))
    others = data.draw(st.lists(st.integers(0, size - 1), max_size=3))
    read = OnlyThese(large, [index, *others], size)
    assert inclusion(read, index, size) == inclusion(large, index, size)
    assert sum(end - start for start, end in ranges_for([index], size)[0]) <= 512


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
class TestProofsOfMany:
    def test_take_as_many_queries_for_one_as_for_many_in_any_tree(self, settings: object) -> None:
        settings.LEDGER_KEY = SIGNER.secret_text
        told = []
        for count, asked in ((300, [1]), (700, [*range(0, 650, 13)])):
            write(*(f"{count}-{number}" for number in range(count)))
            grow(now=NOON)
            with CaptureQueriesContext(connection) as queries:
                proofs = proofs_at(asked)
            assert list(proofs) == asked
            told.append(len(queries))
            for index, proof in proofs.items():
                assert proof.index == index
                assert Proof.parse(proof.to_bytes()) == proof
                proof.verify([SIGNER.key])
        assert told == [5, 5]

    def test_are_those_of_the_plain_tree(self, settings: object) -> None:
        settings.LEDGER_KEY = SIGNER.secret_text
        write(*map(str, range(301)))
        grow(now=NOON)
        entries = [bytes(row.entry) for row in LedgerEntry.objects.order_by("leaf__index")]
        plain = Levels()
        plain.extend(map(leaf_hash, entries))
        for index in random.Random(1).sample(range(301), 20):
            proof = proofs_at([index])[index]
            assert (proof.entry, list(proof.path)) == (entries[index], inclusion(plain, index, 301))


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
class TestTheFile:
    def test_of_a_proof_is_one_to_keep(self, settings: object) -> None:
        settings.LEDGER_KEY = SIGNER.secret_text
        host = make_portal("province").site.hostname
        write("một", "hai")
        grow(now=NOON)
        answer = Client().get("/so-cai/proof/1.tlog-proof", headers={"host": host})
        assert answer["Content-Disposition"] == 'attachment; filename="1.tlog-proof"'
        Proof.parse(answer.content).verify([SIGNER.key])
        settings.LEDGER_KEY = ""
        write("ba")
        grow(now=NOON)
        for name in ("2.tlog-proof", "01.tlog-proof", "-1.tlog-proof", "1", "1.tlog-proof/"):
            absent = Client().get(f"/so-cai/proof/{name}", headers={"host": host})
            assert absent.status_code == 404, name
        elsewhere = make_portal().site.hostname
        other = Client().get("/so-cai/proof/1.tlog-proof", headers={"host": elsewhere})
        assert other.status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("trial")
class TestWhatIsTold:
    def test_all_acts_about_one_thing_in_the_order_of_places(self) -> None:
        write("một", "hai", "một")
        grow(now=NOON)
        append("trial", {"thing": "một"}, portal=None, office="Sở Khác", at=NOON)
        acts = acts_about("thing", ["một"])
        assert [(act.index, act.sentence) for act in acts] == [
            (0, "Sở Thử tried một."),
            (2, "Sở Thử tried một."),
            (None, "Sở Khác tried một."),
        ]
        assert acts_about("content", ["một"]) == []

    def test_how_far_it_is_signed_and_by_whom(self, settings: object) -> None:
        assert signed_tree() is None
        settings.LEDGER_KEY = SIGNER.secret_text
        write("một")
        grow(now=NOON)
        add_key(WITNESS.key, now=NOON)
        line = countersign(checkpoint_of(newest_checkpoint()), WITNESS, NOON)
        take((newest_checkpoint().note + line.line).encode(), now=NOON)
        tree = signed_tree()
        assert (tree.size, tree.signed_at) == (1, NOON)
        assert [(one.key.name, one.at) for one in tree.witnesses] == [(WITNESS.name, NOON)]
        [act] = acts_about("thing", ["một"])
        assert tree.holds(act)
        assert not tree.holds(RecordedAct(act.entry, 1))
        assert not tree.holds(RecordedAct(act.entry, None))

    def test_nothing_where_the_signature_is_of_a_key_that_nobody_knows(
        self, settings: object
    ) -> None:
        settings.LEDGER_KEY = ""
        write("một")
        grow(now=NOON)
        growth = LedgerGrowth.objects.get()
        signed = sign_checkpoint(Checkpoint(origin(), 1, bytes(growth.root)), SIGNER)
        LedgerCheckpoint.objects.create(
            growth=growth, note=signed.to_bytes().decode(), signed_at=NOON
        )
        with pytest.raises(BadNote):
            signed_tree()
