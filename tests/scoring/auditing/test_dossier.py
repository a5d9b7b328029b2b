"""A dossier is ordered, made by a job, taken away by whoever ordered it, and verifies offline."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from portals.auditors.actions import revoke_decision
from portals.boards.models import User
from portals.ledger.growing import grow, sign_newest
from portals.ledger.keys import add_key
from portals.refusals import NotYourOffice
from scoring.auditing.jobs import make_ordered
from scoring.auditing.orders import (
    KEPT,
    MOST_WAITING,
    UnableToOrder,
    make_dossier,
    order_dossier,
    remove_old_files,
    waiting_orders,
)
from scoring.enums import ProceedingState
from scoring.models import AuditDossier
from tests.factories import make_user
from tests.portals.auditors.cast import INSIDE
from tests.portals.ledger.writing import SIGNER
from tests.scoring.auditing.cast import ANSWER, OTHERWISE, WHY, Audited, client_of, make_audited
from tests.scoring.course.cast import ENTERING
from tests.support.kept import as_built, built_once
from tests.walls import body

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def published() -> Audited:
    """October as it was published, in a ledger that is signed."""
    audited = make_audited()
    audited.course.at(ProceedingState.PUBLISHED)
    now = ENTERING + timedelta(hours=1)
    add_key(SIGNER.key, now=now)
    grow(now=now)
    sign_newest(SIGNER, now=now)
    return audited


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Audited]:
    with built_once(django_db_blocker, published) as made:
        yield made


@pytest.fixture
def audited(built: Audited) -> Iterator[Audited]:
    with as_built(built) as own, time_machine.travel(INSIDE, tick=False):
        yield own


def made(audited: Audited, user: User, *, of_card: bool = False) -> dict[str, bytes]:
    """What the ZIP of an order holds, without its folder."""
    card = audited.card if of_card else None
    order = order_dossier(round_=audited.card.round, card=card, actor=user, now=INSIDE)
    assert make_dossier(order_id=order.pk, now=INSIDE)
    order.refresh_from_db()
    content = order.file.read()
    assert sha256(content).hexdigest() == order.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def unpacked(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def verified(folder: Path, *arguments: str) -> int:
    """What the verifier of the dossier itself says, in a process that sees nothing of ours."""
    told = subprocess.run(
        [sys.executable, "-I", "cong-bo/verify.py", *arguments], cwd=folder, capture_output=True,
        check=False,
    )  # fmt: skip
    return told.returncode


class TestTheDossier:
    def test_verifies_offline_and_not_with_one_digit_changed(self, audited, tmp_path) -> None:
        files = made(audited, audited.auditor())
        folder = unpacked(files, tmp_path)
        assert verified(folder, "cong-bo") == 0
        (table,) = (name for name in files if name.endswith("bang-diem-2026-10.json"))
        total = json.loads(files[table])["portals"][0]["total"]
        written = f'"total":{total}'.encode()
        assert written in files[table]
        (folder / table).write_bytes(
            files[table].replace(written, f'"total":{total + 1}'.encode(), 1)
        )
        assert verified(folder, "cong-bo") == 1

    def test_holds_facts_whose_hash_stands_in_a_proven_entry(self, audited, tmp_path) -> None:
        files = made(audited, audited.auditor(), of_card=True)
        told = json.loads(files["ho-so.json"])
        (card,) = told["cards"]
        (facts,) = card["facts"]
        assert sha256(files[facts["file"]]).hexdigest() == facts["sha256"] == facts["ledger"]
        proof = f"so-cai/{facts['entry']}-facts.tlog-proof"
        folder = unpacked(files, tmp_path)
        assert verified(folder, proof, "--keys", "cong-bo/keys") == 0
        entry = b64decode(files[proof].split(b"\n")[1].removeprefix(b"extra "))
        assert facts["sha256"].encode() in entry

    def test_lists_its_files_with_their_hashes(self, audited) -> None:
        files = made(audited, audited.auditor())
        listed = dict(
            reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines()
        )
        assert listed == {
            name: sha256(content).hexdigest()
            for name, content in files.items()
            if name != "SHA256SUMS"
        }
        assert {"cong-bo/verify.py", "cong-bo/verify.html", "cong-bo/keys"} < set(files)
        assert "python3 cong-bo/verify.py cong-bo" in files["DOC-TRUOC.txt"].decode("utf-8-sig")

    def test_says_who_did_what_in_all_its_forms(self, audited) -> None:
        files = made(audited, audited.auditor())
        said = files["ho-so.json"].decode()
        book = load_workbook(io.BytesIO(files["bang-diem.xlsx"]))
        cells = {cell for row in book.worksheets[2].iter_rows(values_only=True) for cell in row}
        for words in (WHY, ANSWER, OTHERWISE):
            assert words in said
            assert any(words in str(cell) for cell in cells)
        assert str(audited.course.head) in said
        assert files["ho-so.pdf"].startswith(b"%PDF")

    def test_has_numbers_as_numbers_and_no_formula(self, audited) -> None:
        files = made(audited, audited.auditor())
        book = load_workbook(io.BytesIO(files["bang-diem.xlsx"]))
        totals = [row[6] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
        cards = (audited.card, audited.other)
        assert sorted(totals) == sorted(float(card.total) for card in cards)
        assert all(
            cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row
        )

    def test_of_one_card_holds_no_other(self, audited) -> None:
        files = made(audited, audited.auditor(), of_card=True)
        private = b"".join(
            content for name, content in files.items() if not name.startswith("cong-bo/")
        )
        assert len([name for name in files if name.startswith("so-lieu-goc/")]) == 1
        assert WHY in files["ho-so.json"].decode()
        assert OTHERWISE.encode() not in private

    def test_holds_no_more_than_the_scope(self, audited) -> None:
        files = made(audited, audited.auditor(portals=[audited.course.communes[1]]))
        said = json.loads(files["ho-so.json"])
        assert [card["name"] for card in said["cards"]] == [audited.course.communes[1].name]
        assert WHY not in files["ho-so.json"].decode()


class TestOrdering:
    def test_is_for_auditors(self, audited) -> None:
        for person in (audited.course.province_head, audited.course.head, make_user()):
            with pytest.raises(NotYourOffice):
                order_dossier(round_=audited.card.round, actor=person, now=INSIDE)

    def test_is_refused_outside_the_scope(self, audited) -> None:
        user = audited.auditor(portals=[audited.course.communes[1]])
        with pytest.raises(UnableToOrder):
            order_dossier(round_=audited.card.round, card=audited.card, actor=user, now=INSIDE)
        assert not AuditDossier.objects.exists()

    def test_is_not_done_twice_nor_without_end(self, audited) -> None:
        user = audited.auditor()
        first = order_dossier(round_=audited.card.round, actor=user, now=INSIDE)
        assert order_dossier(round_=audited.card.round, actor=user, now=INSIDE) == first
        assert waiting_orders() == [first.pk]
        one = order_dossier(round_=first.round, card=audited.card, actor=user, now=INSIDE)
        AuditDossier.objects.bulk_create(
            AuditDossier(
                auditor=audited.let_in(number=f"n{number}").team.get(), round=first.round,
                card=audited.card, ordered_at=INSIDE,
            )
            for number in range(MOST_WAITING - 2)
        )  # fmt: skip
        assert order_dossier(round_=first.round, card=audited.card, actor=user, now=INSIDE) == one
        with pytest.raises(UnableToOrder):
            order_dossier(round_=first.round, card=audited.other, actor=user, now=INSIDE)

    def test_ends_with_the_decision(self, audited) -> None:
        decision = audited.let_in()
        user = decision.team.get().user
        order = order_dossier(round_=audited.card.round, actor=user, now=INSIDE)
        head = audited.course.province_head
        revoke_decision(decision=decision, reason="Rút", actor=head, now=INSIDE)
        make_ordered(order.pk)
        order.refresh_from_db()
        assert order.failure
        assert not order.file
        assert not make_dossier(order_id=order.pk, now=INSIDE)

    def test_files_go_after_some_days(self, audited) -> None:
        made(audited, audited.auditor())
        assert remove_old_files(now=INSIDE + KEPT) == 0
        assert remove_old_files(now=INSIDE + KEPT + DAY) == 1
        assert not AuditDossier.objects.get().file


class TestThePage:
    def order(self, user: User, **asked: object) -> int:
        return client_of(user).post(reverse("scoring:audit_dossiers"), asked).status_code

    def test_takes_an_order_and_gives_the_file(self, audited) -> None:
        user = audited.auditor()
        assert self.order(user, round=audited.card.round_id) == 302
        order = AuditDossier.objects.get()
        page = client_of(user).get(reverse("scoring:audit_dossiers")).content.decode()
        assert reverse("scoring:audit_dossier_file", args=[order.pk]) not in page
        make_dossier(order_id=order.pk, now=INSIDE)
        file = reverse("scoring:audit_dossier_file", args=[order.pk])
        assert file in client_of(user).get(reverse("scoring:audit_dossiers")).content.decode()
        assert body(client_of(user).get(file)).startswith(b"PK")

    @pytest.mark.parametrize("asked", [{}, {"round": "0"}, {"card": "x"}, {"card": "0"}])
    def test_of_nonsense_takes_none(self, audited, asked) -> None:
        assert self.order(audited.auditor(), **asked) == 404
        assert not AuditDossier.objects.exists()

    def test_gives_the_file_to_nobody_else(self, audited) -> None:
        user = audited.auditor()
        other = audited.auditor(number="2", office="Kiểm toán minh họa")
        self.order(user, card=audited.card.pk)
        order = AuditDossier.objects.get()
        make_dossier(order_id=order.pk, now=INSIDE)
        file = reverse("scoring:audit_dossier_file", args=[order.pk])
        assert other != user
        for person in (other, audited.course.province_head, audited.course.heads[0]):
            assert client_of(person).get(file).status_code in {302, 403, 404}
        assert client_of(user).get(file).status_code == 200
        with time_machine.travel(datetime.fromisoformat("2026-12-01T09:00:00+07:00"), tick=False):
            assert client_of(user).get(file).status_code in {302, 403, 404}
