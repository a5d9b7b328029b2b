"""Offices outside are sent checkpoints, countersign them by the stand-alone tool, and are told of where they do not."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import User
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.ledger.growing import grow
from portals.ledger.keys import add_key
from portals.ledger.models import LedgerCosignature
from portals.ledger.notes import Algorithm, SignedCheckpoint, Signer, countersign, sign_checkpoint
from portals.ledger.queries import newest_checkpoint, note_of
from portals.mail.models import MailAttachment, OutgoingMail
from portals.mail.sending import send_due
from portals.models import Portal
from portals.operations.checking import ask_checks
from portals.refusals import NotYourOffice
from portals.witnesses.actions import (
    UnfitCheckpoint,
    UnfitWitness,
    forget_witness,
    know_witness,
    may_keep_witnesses,
    take_checkpoint,
)
from portals.witnesses.checks import witness_checks
from portals.witnesses.inbox import SilentWitnesses
from portals.witnesses.mailing import mail_checkpoints
from portals.witnesses.models import Witness
from portals.witnesses.queries import NEVER, countersigned_seconds
from tests.factories import NOON, make_member, make_portal
from tests.portals.ledger.writing import SIGNER, WITNESS, write
from tests.support.mail import PostOffice, deliver, free_port, mailers
from tests.support.processes import ROOT
from tests.walls import desk_client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]

DAY = timedelta(days=1)


@pytest.fixture
def province() -> Portal:
    return make_portal("province", name="tỉnh Bắc Ninh")


@pytest.fixture
def head(province: Portal) -> User:
    return make_member(province, Position.HEAD)


@pytest.fixture
def signing(settings: object) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text


def grown(*things: str, now: datetime = NOON) -> None:
    write(*things)
    grow(now=now)


def known(actor: User, key: object = WITNESS.key, **others: str) -> Witness:
    told = {"office": "Hội đồng nhân dân tỉnh", "address": "hdnd@example.vn"} | others
    return know_witness(**told, key=str(key), actor=actor, now=NOON)


def answer(signer: Signer = WITNESS, at: datetime = NOON) -> bytes:
    signed = SignedCheckpoint.parse(note_of(newest_checkpoint()))
    return signed.with_signature(countersign(signed.checkpoint, signer, at)).to_bytes()


def said(url: str, person: User, **form: object) -> str:
    client = desk_client(person)
    response = client.post(url, form, follow=True)
    return response.content.decode()


class TestFromMailToShown:
    """A real mail server, and the tool in a process of its own."""

    def tool(self, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        file = ROOT / "portals/ledger/verifier/verify.py"
        return subprocess.run(
            [sys.executable, "-I", file, *arguments], cwd=home, capture_output=True, text=True, check=False
        )  # fmt: skip

    def received(self, settings: object, home: Path) -> str:
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert deliver() == 1
        (mail,) = office.taken
        assert mail["To"] == "hdnd@example.vn"
        (file,) = mail.iter_attachments()
        (home / file.get_filename()).write_bytes(file.get_content())
        assert file.get_filename() in mail.get_body().get_content()
        return file.get_filename()

    def sign_checkpoint(self, home: Path, file: str, *more: str) -> bytes:
        done = self.tool(home, "countersign", file, "--key", "key", "--memory", "memory", *more)
        assert done.returncode == 0, done.stdout + done.stderr
        return (home / f"{file}.cosigned").read_bytes()

    def test_twice_the_second_time_with_the_proof(
        self, head, signing, settings, tmp_path, province
    ):
        made = self.tool(tmp_path, "witness-key", "hdnd.example.vn", "--key", "key")
        known(head, made.stdout.splitlines()[0])
        now = timezone.now()
        grown("a", "b", "c", now=now)
        assert mail_checkpoints(now=now) == 1
        first = self.received(settings, tmp_path)
        back = self.sign_checkpoint(tmp_path, first, "--log-key", str(SIGNER.key))
        page = said(
            reverse("witnesses"), head, act="take", file=SimpleUploadedFile("x.cosigned", back)
        )
        assert "hdnd.example.vn" in page

        later = now + DAY
        grown(*map(str, range(300)), now=later)
        assert mail_checkpoints(now=later) == 1
        second = self.received(settings, tmp_path)
        assert (tmp_path / second).read_bytes().startswith(b"old 3\n")
        assert take_checkpoint(
            content=self.sign_checkpoint(tmp_path, second), actor=head, now=later
        ) == ["hdnd.example.vn"]
        shown = Client().get("/so-cai/checkpoint", headers={"host": province.site.hostname})
        assert "— hdnd.example.vn " in shown.content.decode()


class TestTheMail:
    def test_waits_where_mail_is_away_and_comes_once(self, head, signing, settings):
        known(head)
        grown("a")
        settings.MAILERS = mailers(free_port())
        assert mail_checkpoints(now=NOON) == 1
        assert deliver() == 0
        assert OutgoingMail.objects.unsent().count() == 1
        assert mail_checkpoints(now=NOON) == 0
        with PostOffice() as office:
            settings.MAILERS = mailers(office.port)
            assert deliver() == 1
        assert len(office.taken) == 1

    def test_says_nothing_in_the_database_once_it_left_or_never_will(self, head, signing, settings):
        known(head)
        grown("a")
        mail_checkpoints(now=NOON)
        assert MailAttachment.objects.count() == 1
        settings.MAILERS = mailers(free_port())
        send_due(now=NOON + 6 * DAY)
        assert MailAttachment.objects.count() == 1
        send_due(now=NOON + 8 * DAY)
        assert MailAttachment.objects.count() == 0

    def test_comes_once_a_day_with_the_newest(self, head, signing):
        known(head)
        hours = [0, 1, 12, 23, 25, 26, 48]
        found = []
        for hour in hours:
            now = NOON + timedelta(hours=hour)
            grown(str(hour), now=now)
            found.append(mail_checkpoints(now=now))
        assert found == [1, 0, 0, 0, 1, 0, 0]
        assert Witness.objects.get().mailed_id == 5

    def test_how_often_is_a_setting(self, head, signing, settings):
        settings.PORTALS_WITNESS_HOURS = 6
        known(head)
        grown("a")
        mail_checkpoints(now=NOON)
        grown("b")
        assert mail_checkpoints(now=NOON + timedelta(hours=5)) == 0
        assert mail_checkpoints(now=NOON + timedelta(hours=6)) == 1

    def test_does_not_come_where_nothing_grew_or_all_is_signed(self, head, signing):
        known(head)
        assert mail_checkpoints(now=NOON) == 0
        grown("a")
        mail_checkpoints(now=NOON)
        assert mail_checkpoints(now=NOON + 2 * DAY) == 0
        grown("b")
        take_checkpoint(content=answer(), actor=head, now=NOON)
        assert mail_checkpoints(now=NOON + 2 * DAY) == 0

    def test_does_not_go_to_whom_was_forgotten(self, head, signing):
        witness = known(head)
        grown("a")
        forget_witness(witness=witness, actor=head, now=NOON)
        assert mail_checkpoints(now=NOON) == 0


class TestWhoIsAWitness:
    @pytest.mark.parametrize(
        ("office", "name", "address"),
        [
            ("Thanh tra tỉnh", "ttra.example.vn", "tt@example.vn"),
            ("thanh  tra TỈNH, phòng 2", "ttra.example.vn", "tt@example.vn"),
            ("Ủy ban nhân dân tỉnh Bắc Ninh", "ub.example.vn", "ub@example.vn"),
            ("Nơi khác", "thanhtra.vidu.localhost", "tt@example.vn"),
            ("Nơi khác", "noi-khac.example.vn", "a@Thanhtra.vidu.localhost"),
        ],
    )
    def test_is_not_who_is_judged_here(self, head, office, name, address):
        judged = make_portal("department", name="Thanh tra tỉnh")
        judged.addresses.update(hostname="thanhtra.vidu.localhost")
        key = Signer.generate(name, Algorithm.WITNESS).key
        with translation.override("en"), pytest.raises(UnfitWitness, match="its own record"):
            known(head, key, office=office, address=address)
        assert not Witness.objects.exists()

    def test_is_not_the_provinces_own_host(self, head, province):
        key = Signer.generate(province.site.hostname, Algorithm.WITNESS).key
        with pytest.raises(UnfitWitness):
            known(head, key)
        # Its domain is that of everybody's mail.
        known(head, address=f"hdnd@{province.site.hostname}")

    @pytest.mark.parametrize("key", ["", "x", str(SIGNER.key), WITNESS.secret_text])
    def test_has_a_key_of_a_witness(self, head, key):
        with pytest.raises(UnfitWitness):
            known(head, key)

    def test_is_known_once_until_forgotten(self, head):
        witness = known(head)
        with pytest.raises(UnfitWitness):
            known(head)
        for _again in range(2):
            forget_witness(witness=witness, actor=head, now=NOON)
        known(head)
        acts = ModelLogEntry.objects.filter(action__startswith="ledger.").order_by("pk")
        assert [act.action for act in acts] == [
            "ledger.know_witness",
            "ledger.forget_witness",
            "ledger.know_witness",
        ]


class TestWhoMay:
    def test_is_head_or_deputy_of_the_province(self, province):
        may = {
            position: may_keep_witnesses(make_member(province, position), timezone.now())
            for position in Position
        }
        assert {one for one, is_so in may.items() if is_so} == {Position.HEAD, Position.DEPUTY}
        other = make_member(make_portal("department"), Position.HEAD)
        assert not may_keep_witnesses(other, timezone.now())

    def test_nobody_else_acts(self, province, head, signing):
        witness = known(head)
        grown("a")
        for person in (
            make_member(province, Position.SECRETARY),
            make_member(make_portal("department"), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                known(person)
            with pytest.raises(NotYourOffice):
                forget_witness(witness=witness, actor=person, now=NOON)
            with pytest.raises(NotYourOffice):
                take_checkpoint(content=answer(), actor=person, now=NOON)
            client = desk_client(person)
            assert client.get(reverse("witnesses")).status_code in {302, 403}
            client.post(reverse("witness_forget", args=[witness.pk]))
        assert Witness.objects.standing().count() == 1
        assert not LedgerCosignature.objects.exists()


class TestWhatComesBack:
    @pytest.fixture(autouse=True)
    def asked(self, trial, head, signing):
        known(head)
        grown("a", "b")

    def refused(self, head: User, content: bytes) -> str:
        with translation.override("en"), pytest.raises(UnfitCheckpoint) as refusal:
            take_checkpoint(content=content, actor=head, now=NOON)
        assert not LedgerCosignature.objects.exists()
        return str(refusal.value)

    def test_is_kept_with_who_took_it(self, head):
        assert take_checkpoint(content=answer(), actor=head, now=NOON) == [WITNESS.name]
        entry = ModelLogEntry.objects.get(action="ledger.take")
        assert (entry.user, entry.data) == (head, {"size": 2, "witnesses": [WITNESS.name]})
        with translation.override("en"), pytest.raises(UnfitCheckpoint, match="before"):
            take_checkpoint(content=answer(), actor=head, now=NOON)

    def test_is_kept_where_mail_wrote_the_ends_of_lines_anew(self, head):
        content = answer().replace(b"\n", b"\r\n")
        assert take_checkpoint(content=content, actor=head, now=NOON) == [WITNESS.name]

    def test_says_what_is_wrong_with_it(self, head):
        assert "no checkpoint" in self.refused(head, b"%PDF-1.7")
        assert "no checkpoint" in self.refused(head, b"\xff\xfe")
        assert "too large" in self.refused(head, bytes(30_000))
        assert "sent out" in self.refused(head, b"old 1\n\nx")
        assert "No witness" in self.refused(head, note_of(newest_checkpoint()))
        stranger = Signer.generate("la.example.vn", Algorithm.WITNESS)
        assert "No witness" in self.refused(head, answer(stranger))
        assert "not good" in self.refused(head, answer().replace(b"\n2\n", b"\n3\n"))

    def test_of_a_tree_that_never_was_is_refused(self, head):
        signed = SignedCheckpoint.parse(answer())
        other = type(signed.checkpoint)(signed.checkpoint.origin, 1, bytes(32))
        note = sign_checkpoint(other, SIGNER).with_signature(countersign(other, WITNESS, NOON))
        assert "never had" in self.refused(head, note.to_bytes())

    def test_is_refused_on_the_page_in_vietnamese(self, head):
        page = said(
            reverse("witnesses"), head, act="take", file=SimpleUploadedFile("x", b"khong phai")
        )
        assert "Tệp này không phải điểm chốt" in page


class TestASilentWitness:
    def told(self, head: User, now: datetime) -> list[str]:
        with translation.override("en"):
            return [one.title for one in items_of(InboxReader(head, now), [SilentWitnesses()])]

    def broken(self, now: datetime) -> list[str]:
        return [
            one.check.name
            for one in ask_checks(now=now, checks=witness_checks())
            if not one.is_good
        ]

    def test_is_told_after_days_until_it_answers(self, head, signing):
        now = timezone.now()
        known(head)
        grown("a", now=now)
        mail_checkpoints(now=now)
        assert self.told(head, now + 6 * DAY) == self.broken(now + 6 * DAY) == []
        late = now + 8 * DAY
        assert self.told(head, late) == ["Hội đồng nhân dân tỉnh does not countersign the ledger"]
        assert self.broken(late) == ["witnesses.answer"]
        # Another mail does not begin the time anew.
        grown("b", now=now + DAY)
        mail_checkpoints(now=now + 2 * DAY)
        assert self.broken(late) == ["witnesses.answer"]
        take_checkpoint(content=answer(), actor=head, now=late)
        assert self.told(head, late) == self.broken(late) == []
        grown("c", now=late)
        mail_checkpoints(now=late)
        assert self.broken(late + 6 * DAY) == []
        assert self.broken(late + 8 * DAY) == ["witnesses.answer"]

    def test_is_nobodys_once_forgotten(self, head, signing):
        witness = known(head)
        grown("a")
        mail_checkpoints(now=NOON)
        forget_witness(witness=witness, actor=head, now=NOON)
        assert self.told(head, NOON + 9 * DAY) == self.broken(NOON + 9 * DAY) == []


def test_monitoring_reads_the_age_of_the_newest_countersignature(head, signing):
    assert countersigned_seconds() == NEVER
    known(head)
    add_key(SIGNER.key, now=NOON)
    grown("a")
    take_checkpoint(content=answer(), actor=head, now=timezone.now() - timedelta(hours=1))
    assert 3600 <= countersigned_seconds() < 3700


def test_other_sizes_are_given_to_whoever_asks(head, signing, province):
    grown("a", "b", "c")

    def get(size: object) -> object:
        return Client().get(f"/so-cai/since/{size}", headers={"host": province.site.hostname})

    assert get(2).content.startswith(b"old 2\n")
    assert get(3).content.startswith(b"old 3\n\n")
    assert {get(size).status_code for size in (0, 4, "03", "x")} == {404}


def test_the_page_asks_as_often_for_many_as_for_few(head, signing, django_assert_max_num_queries):
    grown("a")
    for number in range(12):
        signer = Signer.generate(f"w{number}.example.vn", Algorithm.WITNESS)
        known(head, signer.key)
        take_checkpoint(content=answer(signer), actor=head, now=NOON)
    client = desk_client(head)
    client.get(reverse("witnesses"))
    with django_assert_max_num_queries(30):
        assert "w11.example.vn" in client.get(reverse("witnesses")).content.decode()
