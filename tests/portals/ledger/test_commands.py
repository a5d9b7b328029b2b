"""Keys, signatures from elsewhere, and the ledger as files: at a terminal and over HTTP."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from portals.ledger.actions import commit_to_person
from portals.ledger.commitments import Opening
from portals.ledger.growing import grow
from portals.ledger.keys import add_key, known_keys
from portals.ledger.models import LedgerCheckpoint, LedgerGrowth, LedgerKey, LedgerSalt
from portals.ledger.notes import (
    Algorithm,
    BadNote,
    Checkpoint,
    Key,
    SignedCheckpoint,
    Signer,
    countersign,
    sign_checkpoint,
)
from portals.ledger.queries import newest_checkpoint, note_of
from portals.ledger.signing import take
from portals.ledger.tiles import tiles_of, unbundled
from portals.ledger.tree import Levels, leaf_hash, root
from portals.settings.environment import read
from tests.factories import NOON, make_portal, make_user

from .writing import ORIGIN, SIGNER, WITNESS, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]


def run(*words: str) -> str:
    said = StringIO()
    with translation.override("en"):
        call_command(*words, stdout=said)
    return said.getvalue()


@pytest.fixture
def signed(settings: object) -> None:
    """300 entries, signed at 44 and at 300."""
    settings.LEDGER_KEY = SIGNER.secret_text
    for things in (range(44), range(44, 300)):
        write(*map(str, things))
        grow(now=NOON)


class TestTheKey:
    def test_is_in_a_file_of_its_owner_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "key"
        public = Key.parse(run("ledger_key", str(file)).strip())
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert Signer.parse(file.read_text().strip()).key == public
        assert public.name == ORIGIN
        assert read({"LEDGER_KEY_FILE": str(file)}).ledger_key == file.read_text().strip()

    def test_is_not_written_over_another(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("kept")
        with pytest.raises(CommandError, match="there already"):
            run("ledger_key", str(tmp_path / "key"))
        assert (tmp_path / "key").read_text() == "kept"

    @pytest.mark.parametrize("text", ["PRIVATE+KEY+x", str(SIGNER.key), WITNESS.secret_text])
    def test_that_is_none_ends_the_start_without_being_told(
        self, text: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            read({"LEDGER_KEY": text})
        said = capsys.readouterr().err
        assert "LEDGER_KEY" in said
        assert text not in said


def test_the_demo_has_a_key_that_anybody_can_make() -> None:
    code = (
        "from portals.settings import demo; from portals.ledger.notes import Signer;"
        "print(Signer.parse(demo.LEDGER_KEY).key)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portals.settings.demo"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert Key.parse(done.stdout.strip()).name == ORIGIN


class TestSignCheckpoint:
    def test_signs_where_the_key_is(self, settings: object) -> None:
        write("a")
        grow(now=NOON)
        with pytest.raises(CommandError, match="LEDGER_KEY"):
            run("sign_checkpoint")
        settings.LEDGER_KEY = SIGNER.secret_text
        note = SignedCheckpoint.parse(run("sign_checkpoint").encode())
        assert note.verify([SIGNER.key])
        assert run("sign_checkpoint") == ""

    def test_remembers_what_it_signed(self, tmp_path: Path, settings: object) -> None:
        memory = str(tmp_path / "memory")
        settings.LEDGER_KEY = SIGNER.secret_text
        for size in (1, 2):
            settings.LEDGER_KEY = ""
            write("a")
            grow(now=NOON)
            settings.LEDGER_KEY = SIGNER.secret_text
            assert f"\n{size}\n" in run("sign_checkpoint", "--memory", memory)

    def test_does_not_sign_what_was_rewritten(self, tmp_path: Path, settings: object) -> None:
        """The database of another day: as many entries and more, but not those that were signed."""
        memory = tmp_path / "memory"
        memory.write_bytes(sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), SIGNER).to_bytes())
        before = memory.read_bytes()
        write("a", "b")
        grow(now=NOON)
        settings.LEDGER_KEY = SIGNER.secret_text
        with pytest.raises(CommandError, match="does not begin"):
            run("sign_checkpoint", "--memory", str(memory))
        assert not LedgerCheckpoint.objects.exists()
        assert memory.read_bytes() == before

    def test_does_not_sign_a_shorter_tree(self, tmp_path: Path, settings: object) -> None:
        memory = tmp_path / "memory"
        memory.write_bytes(sign_checkpoint(Checkpoint(ORIGIN, 5, bytes(32)), SIGNER).to_bytes())
        write("a", "b")
        grow(now=NOON)
        settings.LEDGER_KEY = SIGNER.secret_text
        with pytest.raises(CommandError, match="does not begin"):
            run("sign_checkpoint", "--memory", str(memory))


class TestWhatCameFromElsewhere:
    def checkpoint(self) -> Checkpoint:
        write("a")
        grow(now=NOON)
        growth = LedgerGrowth.objects.get()
        return Checkpoint(ORIGIN, growth.size, bytes(growth.root))

    def test_is_kept_if_it_is_of_this_tree(self, tmp_path: Path) -> None:
        checkpoint = self.checkpoint()
        note = sign_checkpoint(checkpoint, SIGNER)
        with pytest.raises(BadNote, match="ledger's key"):
            take(note.to_bytes(), now=NOON)
        add_key(SIGNER.key, now=NOON)
        for wrong in (Checkpoint(ORIGIN, 1, bytes(32)), Checkpoint(ORIGIN, 2, checkpoint.root)):
            with pytest.raises(BadNote, match="never had"):
                take(sign_checkpoint(wrong, SIGNER).to_bytes(), now=NOON)
        (tmp_path / "note").write_bytes(note.to_bytes())
        assert run("ledger", "take", str(tmp_path / "note")).strip() == "1"
        assert take(note.to_bytes(), now=NOON) == 0

    def test_of_a_known_witness_stands_below(self) -> None:
        checkpoint = self.checkpoint()
        add_key(SIGNER.key, now=NOON)
        run("ledger", "know", str(WITNESS.key))
        note = sign_checkpoint(checkpoint, SIGNER)
        stranger = Signer.generate("khac.example.vn", Algorithm.WITNESS)
        for witness in (WITNESS, stranger):
            note = note.with_signature(countersign(checkpoint, witness, NOON))
        assert take(note.to_bytes(), now=NOON) == 2
        assert take(note.to_bytes(), now=NOON) == 0
        kept = SignedCheckpoint.parse(note_of(newest_checkpoint()))
        assert [one.name for one in kept.signatures] == [ORIGIN, WITNESS.name]
        assert [one.at for one in kept.verify(known_keys())] == [None, NOON]
        assert WITNESS.name in run("ledger", "status")

    def test_key_of_another_ledger_is_not_made_known(self) -> None:
        other = Signer.generate("so-cai.khac.example.vn", Algorithm.LEDGER)
        with pytest.raises(CommandError, match="this ledger is"):
            run("ledger", "know", str(other.key))
        assert not LedgerKey.objects.exists()


class TestTheFolder:
    def test_is_the_ledger(self, signed: None, tmp_path: Path) -> None:
        write("not signed yet")
        assert run("ledger", "export", str(tmp_path / "so-cai")).strip() == "300"
        folder = tmp_path / "so-cai"
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        expected = {tile.path for tile in tiles_of(300)}
        assert found == expected | {"checkpoint", "checkpoints/44", "checkpoints/300", "keys"}
        newest = SignedCheckpoint.parse((folder / "checkpoint").read_bytes())
        assert newest.verify([SIGNER.key])
        stored = Levels()
        for tile in tiles_of(300):
            if tile.level is None:
                stored.extend(map(leaf_hash, unbundled((folder / tile.path).read_bytes())))
        assert root(stored, 300) == newest.checkpoint.root
        assert (folder / "keys").read_text() == f"log {SIGNER.key}\n"

    def test_names_persons_only_where_it_is_asked_to(self, signed: None, tmp_path: Path) -> None:
        commitment = commit_to_person(make_user())
        erased = commit_to_person(make_user())
        LedgerSalt.objects.filter(commitment=erased).delete()
        run("ledger", "export", str(tmp_path / "so-cai"), "--openings")
        [told] = json.loads((tmp_path / "so-cai/openings.json").read_bytes())
        assert told["commitment"] == commitment
        assert Opening(bytes.fromhex(told["salt"]), told["value"]).commitment == commitment

    def test_is_not_written_over_something(self, signed: None, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("kept")
        with pytest.raises(CommandError, match="not empty"):
            run("ledger", "export", str(tmp_path))

    def test_of_nothing_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="never signed"):
            run("ledger", "export", str(tmp_path / "so-cai"))

    def test_verify_says_that_all_is_good(self, signed: None) -> None:
        assert "300 entries, all good" in run("ledger", "verify")


class TestOverHttp:
    def get(self, host: str, name: str) -> object:
        return Client().get(f"/so-cai/{name}", headers={"host": host})

    def test_are_the_files_of_the_folder(self, signed: None, tmp_path: Path) -> None:
        host = make_portal("province").site.hostname
        run("ledger", "export", str(tmp_path / "so-cai"))
        for path in (tmp_path / "so-cai").rglob("*"):
            if path.is_file():
                answer = self.get(host, str(path.relative_to(tmp_path / "so-cai")))
                assert answer.status_code == 200, path
                assert answer.content == path.read_bytes()
        assert "immutable" in self.get(host, "tile/0/000")["Cache-Control"]
        assert "immutable" not in self.get(host, "checkpoint")["Cache-Control"]

    @pytest.mark.parametrize(
        "name",
        ["tile/0/001", "tile/0/001.p/45", "tile/1/000.p/2", "tile/0/000.p/0", "tile/0/x", "checkpoints/45",
         "checkpoints/044", "checkpoints/", "openings.json"],
    )  # fmt: skip
    def test_are_no_others(self, signed: None, name: str) -> None:
        host = make_portal("province").site.hostname
        assert self.get(host, name).status_code == 404

    def test_show_nothing_that_was_not_signed(self, signed: None, settings: object) -> None:
        host = make_portal("province").site.hostname
        settings.LEDGER_KEY = ""
        write("not signed")
        grow(now=NOON)
        assert self.get(host, "tile/0/001.p/44").status_code == 200
        assert self.get(host, "tile/0/001.p/45").status_code == 404

    def test_are_the_provinces(self, signed: None) -> None:
        assert self.get(make_portal().site.hostname, "checkpoint").status_code == 404
        province = make_portal("province").site.hostname
        posted = Client().post("/so-cai/checkpoint", headers={"host": province})
        assert posted.status_code == 405
