"""The verifier that anybody can run, on ledgers that were written apart from it."""

from __future__ import annotations

import base64
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from unicodedata import normalize

import pytest

from tests.support.processes import ROOT

from .single_files import SINGLE_FILES
from .written_ledgers import (
    ORIGIN,
    Ledger,
    Signer,
    canonical,
    card,
    commitment,
    entry,
    information,
    month,
    publication,
    sha,
    standing,
)

FILE = ROOT / "portals/ledger/verifier/verify.py"
_spec = importlib.util.spec_from_file_location("verify_of_ledger", FILE)
verify = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = verify
_spec.loader.exec_module(verify)

OWN = "https://vu-ninh.bacninh.example.vn/tin-tuc/a/"
PAGE = f"""<!doctype html><html><body><p>Ngoài</p>
<article><h1 data-shown-text="{OWN}">Cấp  nước&nbsp;sạch</h1><p>Ngoài</p><div data-shown-text="{OWN}">
<p>Từ 7 giờ,<br>xem <a href="../b/#cuoi">bài trước</a>.</p><img src="a.jpg" alt="Trạm bơm"><ul><li>Một<li>Hai</ul>
</div></article><footer>Ngoài</footer></body></html>"""
SHOWN = """Cấp nước sạch
Từ 7 giờ,
xem bài trước </tin-tuc/b/#cuoi>.
[Trạm bơm]
Một
Hai
"""


def run(capsys, *arguments: object) -> tuple[int, dict]:
    code = verify.main([str(one) for one in [*arguments, "--json", "--lang", "en"]])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger(
        [*map(publication, range(300)), month([card("a.vn", 500, 250), card("b.vn", 0, 1000)])]
    )


@pytest.fixture
def folder(ledger, tmp_path) -> Path:
    return ledger.write(tmp_path / "so-cai", kept=(1, 2, 255, 256, 257, 300))


class TestEd25519:
    """The vectors of RFC 8032, section 7.1: secret keys are not needed."""

    @pytest.mark.parametrize(
        ("public", "message", "signature"),
        [
            (
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                "d25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                "387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                "4a7c15e9716ed28dc027beceea1ec40a",
            ),
        ],
    )
    def test_knows_a_good_signature_from_one_that_is_a_bit_off(self, public, message, signature):
        key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
        assert verify.is_signed(key, text, signed)
        assert not verify.is_signed(key, text + b"x", signed)
        for at in (0, 31, 32, 63):
            off = bytes(one ^ (1 if here == at else 0) for here, one in enumerate(signed))
            assert not verify.is_signed(key, text, off)

    def test_refuses_the_same_signature_in_another_spelling(self):
        signer = Signer("a")
        signed = signer.private.sign(b"x")
        s = int.from_bytes(signed[32:], "little") + verify.L
        again = signed[:32] + s.to_bytes(32, "little")
        public = signer.private.public_key().public_bytes_raw()
        assert verify.is_signed(public, b"x", signed)
        assert not verify.is_signed(public, b"x", again)


class TestAFolder:
    def test_that_is_whole_is_good(self, folder, ledger, capsys):
        code, told = run(capsys, folder, "--key", ledger.signer.key)
        assert (code, told["bad"]) == (0, [])
        assert "301 entries" in told["good"][0]
        assert "hdnd.bacninh.example.vn saw it at" in told["good"][0]

    def test_says_what_to_compare_its_key_with(self, folder, ledger, capsys):
        assert ledger.signer.key in run(capsys, folder)[1]["good"][-1]

    def test_of_another_key_is_refused(self, folder, capsys):
        code, told = run(capsys, folder, "--key", Signer(ORIGIN).key)
        assert code == 1
        assert "The given key is not in the file keys" in told["bad"][0]

    @pytest.mark.parametrize(
        ("file", "at", "said"),
        [
            ("tile/entries/000", 5, "Entry 0 (tile/entries/000)"),
            ("tile/entries/001.p/45", -40, "Entry 300 (tile/entries/001.p/45)"),
            (
                "tile/0/000",
                32 * 7,
                "Entry 7 (tile/entries/000): its hash is not the one in tile/0/000.",
            ),
            (
                "tile/1/000.p/1",
                3,
                "tile/1/000.p/1: hash 0 is not what the entries from 0 on come to.",
            ),
            ("checkpoint", 60, "checkpoint"),
            ("checkpoints/256", 60, "256"),
        ],
    )
    def test_with_one_changed_bit_names_the_place(self, folder, capsys, file, at, said):
        data = bytearray((folder / file).read_bytes())
        data[at] ^= 1
        (folder / file).write_bytes(data)
        code, told = run(capsys, folder)
        assert code == 1
        assert any(said in one for one in told["bad"])

    @pytest.mark.parametrize("file", ["tile/entries/000", "tile/0/001.p/45", "tile/1/000.p/1"])
    def test_that_lacks_a_file_names_it(self, folder, capsys, file):
        (folder / file).unlink()
        code, told = run(capsys, folder)
        assert (code, f"The file {file} is missing." in told["bad"]) == (1, True)

    @pytest.mark.parametrize(
        "file", ["tile/0/007", "tile/0/000.p/255", "tile/2/000", "tile/entries/a"]
    )
    def test_with_a_file_too_many_names_it(self, folder, capsys, file):
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(b"a")
        code, told = run(capsys, folder)
        assert (code, told["bad"]) == (1, [f"The file {file} does not belong there."])

    @pytest.mark.parametrize("openings", ["", "{}", "[1]", '[{"value":null}]', "[" * 9999])
    def test_with_openings_that_are_none_is_neither_good_nor_bad(self, folder, capsys, openings):
        (folder / "openings.json").write_text(openings)
        assert run(capsys, folder)[0] == 2

    def test_with_an_opening_of_what_cannot_be_committed_to_is_refused(self, folder, capsys):
        opening = {"commitment": "c1:" + "0" * 64, "salt": "0" * 64, "value": 0.5}
        (folder / "openings.json").write_text(json.dumps([opening]))
        assert run(capsys, folder)[0] == 1

    @pytest.mark.parametrize("file", ["keys", "checkpoint"])
    def test_that_cannot_be_read_is_neither_good_nor_bad(self, folder, capsys, file):
        (folder / file).unlink()
        assert run(capsys, folder)[0] == 2

    def test_whose_history_was_rewritten_is_told_by_an_old_checkpoint(
        self, ledger, tmp_path, capsys
    ):
        kept = tmp_path / "kept"
        kept.write_text(ledger.checkpoint(40))
        other = [*ledger.entries[:39], publication(999), *ledger.entries[40:]]
        fork = Ledger(other, ledger.signer, ledger.witnesses).write(tmp_path / "fork")
        assert run(capsys, fork)[0] == 0
        code, told = run(capsys, fork, "--checkpoint", kept)
        assert code == 1
        assert "the first 40 entries are not those of that checkpoint" in told["bad"][0]

    def test_that_was_cut_short_is_told_by_an_old_checkpoint(self, ledger, tmp_path, capsys):
        kept = tmp_path / "kept"
        kept.write_text(ledger.checkpoint())
        short = Ledger(ledger.entries[:-1], ledger.signer, ledger.witnesses).write(
            tmp_path / "short"
        )
        code, told = run(capsys, short, "--checkpoint", kept)
        assert code == 1
        assert "some were taken away" in told["bad"][0]

    def test_signed_by_somebody_whose_key_it_does_not_hold_is_refused(self, folder, ledger, capsys):
        (folder / "keys").write_text(f"log {ledger.signer.key}\n")
        code, told = run(capsys, folder)
        assert code == 1
        assert (
            "signed by hdnd.bacninh.example.vn, whose key is not in the file keys" in told["bad"][0]
        )

    def test_with_a_checkpoint_of_another_ledger_is_refused(self, folder, tmp_path, capsys):
        other = Ledger([publication(1)], Signer("khac.example.vn"))
        (tmp_path / "other").write_text(other.checkpoint())
        assert run(capsys, folder, "--checkpoint", tmp_path / "other")[0] == 1

    def test_of_no_entries_is_refused(self, ledger, tmp_path, capsys):
        text = f"{ORIGIN}\n0\n{base64.b64encode(sha()).decode()}\n"
        folder = ledger.write(tmp_path)
        (folder / "checkpoint").write_text(f"{text}\n{ledger.signer.line(text)}")
        assert run(capsys, folder)[0] == 1


class TestManyFaults:
    """A hundred here; `bench`-sized numbers are in docs/ledger.md."""

    def test_of_bits_lines_and_files_are_found(self, tmp_path, capsys):
        lots = Random(7)
        ledger = Ledger([*map(publication, range(9)), month([card("a.vn", 5)])])
        whole = ledger.write(tmp_path / "whole", kept=(4, 9))
        files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())
        for number in range(100):
            folder = tmp_path / str(number)
            ledger.write(folder, kept=(4, 9))
            file = folder / lots.choice(files)
            data = file.read_bytes()
            changed = mutated(data, lots)
            file.write_bytes(changed)
            assert run(capsys, folder, "--key", ledger.signer.key)[0] in {1, 2}, (
                file,
                data,
                changed,
            )


def mutated(data: bytes, lots: Random) -> bytes:
    at = lots.randrange(len(data))
    how = lots.choice(["bit", "cut", "double", "swap"])
    if how == "bit":
        return data[:at] + bytes([data[at] ^ 1 << lots.randrange(8)]) + data[at + 1 :]
    if how == "cut":
        return data[:at]
    if how == "double":
        return data + data[at:]
    half = len(data) // 2
    swapped = data[half:] + data[:half]
    return swapped if swapped != data else data[:-1]


class TestAnEntry:
    @pytest.mark.parametrize(
        "data",
        [
            publication(1).replace(b'"schema":1', b'"schema":1.0'),
            publication(1).replace(b'"schema":1', b'"schema":true'),
            publication(1).replace(b'"schema":1', b'"schema":01'),
            publication(1).replace(b'"schema":1', b'"schema": 1'),
            publication(1).replace(b'"schema":1', b'"schema":0'),
            publication(1).replace(b'"schema":1}', b'"schema":1,"schema":1}'),
            publication(1).replace(b"ledger/v1", b"ledger/v2"),
            publication(1).replace("ố".encode(), normalize("NFD", "ố").encode()),
            publication(1, more=1),
            publication(1, text="x") + b"\n",
            standing(1, approved="c1:" + "0" * 64),
            standing(1, note="Sửa"),
            standing(1).replace(b'"title":', b'"name":'),
            information(1, origin="vu-ninh"),
            information(1, note="Sửa"),
            publication(1, title=True),
            entry("khac", {"n": [False]}),
            entry("khac", {"n": [[]] * 40 + [10**17]}),
            entry("khac", json.loads('{"a":' * 40 + "{}" + "}" * 40)),
            entry("khac", {}).replace(b'"body":{}', '"body":{"\uf8ff":2,"\U0001f600":1}'.encode()),
            publication(1).replace(b"02:30:00Z", b"02:61:00Z"),
            publication(1).replace(b'"office"', b'"offices"'),
            entry(
                "recall",
                {
                    "content": "a",
                    "addresses": ["b", "a"],
                    "reason": "",
                    "decided": "c1:" + "0" * 64,
                },
            ),
            entry("khac", {"n": 2**53}),
            entry("khac", {"n": None}),
            entry("khac", {}, other=1),
            entry("Khác", {}),
            entry("khac", {"text": "a" * 65_500}),
        ],
    )
    def test_in_another_form_is_refused(self, data):
        with pytest.raises(verify.Bad):
            verify.entry_of(data)

    @pytest.mark.parametrize(
        "data",
        [
            publication(1),
            standing(1),
            information(1),
            entry("khac", {}).replace(b'"body":{}', '"body":{"\U0001f600":1,"\uf8ff":2}'.encode()),
            entry("khac", {"a": "true, false, null"}),
            entry("khac", {"a": [[]] * 40}),
            entry("khac", {"n": 2**53 - 1, "một": ["\n", {}]}),
            entry("a", {}, schema=9),
        ],
    )
    def test_in_canonical_form_is_read(self, data):
        assert verify.entry_of(data)["office"] == "UBND phường Vũ Ninh"

    @pytest.mark.parametrize(
        ("cards", "said"),
        [
            ([card("a.vn", 500, 250, total=3751)], "`total` says 37.51, its lines come to 37.50"),
            ([card("a.vn", 500, 250, earned=751)], "`earned` says 7.51, its lines come to 7.50"),
            ([card("a.vn", 500, 250, applicable=1999)], "`applicable` says 19.99"),
            ([card("a.vn", 500, 250, penalty=100)], "`total` says 37.50, its lines come to 36.50"),
            ([card("a.vn", 500, 250, penalty=-1)], "a penalty below 0"),
            ([card("a.vn", 500, 250, bonus=100, total=3851)], "`total` says 38.51"),
            ([card("a.vn", 1000, bonus=100, total=10_001)], "`total` says 100.01"),
            ([card("a.vn", 1001)], "criterion A1 has 10.01 points of 10.00"),
            ([card("a.vn", -1)], "criterion A1 has -0.01 points of 10.00"),
        ],
    )
    def test_of_a_month_adds_up(self, monkeypatch, cards, said):
        monkeypatch.setattr(verify, "LANGUAGE", "en")
        with pytest.raises(verify.Bad, match=said):
            verify.entry_of(month(cards))

    @pytest.mark.parametrize(
        "made",
        [
            card("a.vn", 333, 333, 333),
            card("a.vn", 500, 250, bonus=100, total=3850),
            card("a.vn", 500, 250, bonus=100),
            card("a.vn", 10, penalty=300, total=0),
        ],
    )
    def test_of_a_month_that_adds_up_is_good(self, made):
        verify.entry_of(month([made]))


class TestAMonthInParts:
    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ([(1, 2)], "month 2026-10 lacks a part"),
            ([(1, 2), (1, 2)], "part 1 of its month twice"),
            ([(1, 2), (2, 3)], "part 2 of its month twice"),
            ([(3, 2)], "part 3 of 2"),
        ],
    )
    def test_has_each_once(self, tmp_path, capsys, parts, said):
        entries = [
            month([card(f"{at}.vn", 1)], part=part, parts=of) for at, (part, of) in enumerate(parts)
        ]
        code, told = run(capsys, Ledger(entries).write(tmp_path))
        assert (code, said in told["bad"][0]) == (1, True), told

    def test_has_each_portal_once(self, tmp_path, capsys):
        entries = [month([card("a.vn", 1)], part=part, parts=2) for part in (1, 2)]
        code, told = run(capsys, Ledger(entries).write(tmp_path))
        assert (code, "a.vn has two cards" in told["bad"][0]) == (1, True)

    def test_that_is_whole_is_good(self, tmp_path, capsys):
        entries = [month([card(f"{part}.vn", 1)], part=part, parts=2) for part in (2, 1)]
        assert run(capsys, Ledger(entries).write(tmp_path))[0] == 0


class TestAProof:
    @pytest.mark.parametrize("index", [0, 1, 255, 256, 300])
    def test_of_an_entry_is_good(self, ledger, tmp_path, capsys, index):
        code, told = run(capsys, *given(ledger, tmp_path, ledger.proof(index)))
        assert (code, told["bad"]) == (0, [])
        assert f"Entry {index}:" in told["good"][0]

    @pytest.mark.parametrize(
        "change",
        [
            lambda ledger, text: text.replace("index 3\n", "index 2\n"),
            lambda ledger, text: text.replace("index 3\n", "index 03\n"),
            lambda ledger, text: text.replace("@v1", "@v2"),
            lambda ledger, text: "\n".join([*text.split("\n")[:4], *text.split("\n")[5:]]),
            lambda ledger, text: text.replace("\n\n", "\n" + "A" * 43 + "=\n\n", 1),
            lambda ledger, text: text.replace("extra ", "extra A"),
            lambda ledger, text: ledger.proof(3, checkpoint=ledger.checkpoint(300)),
            lambda ledger, text: ledger.proof(
                3, checkpoint=Ledger(ledger.entries, Signer(ORIGIN)).checkpoint()
            ),
            lambda ledger, text: ledger.proof(4).replace("index 4", "index 3"),
        ],
    )
    def test_that_is_not_of_the_entry_is_refused(self, ledger, tmp_path, capsys, change):
        text = ledger.proof(3)
        changed = change(ledger, text)
        assert changed != text
        assert run(capsys, *given(ledger, tmp_path, changed))[0] == 1

    def test_is_of_no_use_without_a_key(self, ledger, tmp_path, capsys):
        assert run(capsys, given(ledger, tmp_path, ledger.proof(3))[0])[0] == 2

    def test_names_a_witness_that_signed_twice_once(self, ledger, tmp_path, capsys):
        (witness,) = ledger.witnesses
        text = ledger.checkpoint().partition("\n\n")[0] + "\n"
        again = "".join(witness.line(text, seconds=at) for at in (1_800_000_000, 1_700_000_000))
        proof = ledger.proof(3, checkpoint=f"{text}\n{ledger.signer.line(text)}{again}")
        code, told = run(capsys, *given(ledger, tmp_path, proof))
        assert (code, told["good"][1].count("saw it at")) == (0, 1)
        assert "saw it at 22:13 14/11/2023" in told["good"][1]

    def test_passes_over_a_witness_that_it_does_not_know(self, ledger, tmp_path, capsys):
        stranger = Ledger(ledger.entries, ledger.signer, [Signer("ai-do.example.vn", 4)])
        code, told = run(capsys, *given(ledger, tmp_path, stranger.proof(3)))
        assert (code, "saw it" in told["good"][1]) == (0, False)

    def test_with_a_false_countersignature_of_a_known_witness_is_refused(
        self, ledger, tmp_path, capsys
    ):
        (witness,) = ledger.witnesses
        false = Signer(witness.name, 4)
        false.__class__ = type("False_", (Signer,), {"id": witness.id})
        forged = Ledger(ledger.entries, ledger.signer, [false])
        assert run(capsys, *given(ledger, tmp_path, forged.proof(3)))[0] == 1

    def test_shows_a_person_to_whom_the_salt_is_given(self, tmp_path, capsys):
        person, salt = {"name": "Nguyễn Văn Mẫu"}, bytes(range(32))
        ledger = Ledger([publication(1, approved=commitment(person, salt))])
        opening = {"commitment": commitment(person, salt), "salt": salt.hex(), "value": person}
        file = tmp_path / "opening.json"
        file.write_bytes(canonical(opening))
        arguments = given(ledger, tmp_path, ledger.proof(0))
        assert "Nguyễn Văn Mẫu" in run(capsys, *arguments, "--opening", file)[1]["good"][-1]
        file.write_bytes(canonical(opening | {"value": {"name": "Ai khác"}}))
        assert run(capsys, *arguments, "--opening", file)[0] == 1


def given(ledger: Ledger, folder: Path, proof: str) -> list[Path | str]:
    (folder / "a.tlog-proof").write_text(proof)
    (folder / "keys").write_text(ledger.keys())
    return [folder / "a.tlog-proof", "--keys", folder / "keys"]


class TestASavedPage:
    def test_shows_what_readers_saw(self):
        assert verify.shown_text(PAGE) == (OWN, SHOWN)

    def test_is_told_from_an_altered_one(self, tmp_path, capsys):
        ledger = Ledger(
            [publication(1, text=SHOWN), publication(2), entry("recall", recall_of("tin-1"))]
        )
        arguments = given(ledger, tmp_path, ledger.proof(0))
        (tmp_path / "later").write_text(ledger.proof(2))
        page = tmp_path / "page.html"
        page.write_text(PAGE)
        code, told = run(capsys, *arguments, "--page", page, "--later", tmp_path / "later")
        assert code == 0
        assert "This is the text as it was published" in told["good"][2]
        assert f"says of itself that it stood at {OWN}" in told["good"][3]
        assert "Later: Entry 2: recalled" in told["good"][4]
        for before, after in [
            ("7 giờ", "8 giờ"),
            ("../b/", "../c/"),
            ("Trạm bơm", "Trạm xá"),
            ("<li>Hai", "<li>Hai<li>Ba"),
            ("</div>", "<script></script></div>"),
            ("</div>", "<style>h1::after{content:'x'}</style></div>"),
            ("nước&nbsp;sạch", "nước&nbsp;bẩn"),
            (' data-shown-text="', ' data-other="'),
            ("<p>Ngoài", '<p data-shown-text="">Ngoài'),
            ("<p>Ngoài", "<p><!-- x --!> Ngoài"),
            ("<p>Ngoài", "<script><!--<script></script>Ngoài"),
            ("<p>Ngoài", "<svg><div hidden/></svg><p>Ngoài"),
            ("<p>Ngoài", "<details><table><td></details><p>Ngoài"),
            ("<body>", "<body><xmp>"),
            ("</footer>", "</footer><body hidden>"),
            ("giờ,<br>", "giờ,</br>"),
        ]:
            page.write_text(PAGE.replace(before, after))
            assert run(capsys, *arguments, "--page", page)[0] == 1, after

    @pytest.mark.parametrize("name", list(SINGLE_FILES))
    def test_may_lie_in_a_single_file(self, name, tmp_path, capsys):
        ledger = Ledger([publication(1, text=SHOWN), publication(2)])
        page = tmp_path / "page.mhtml"
        page.write_bytes(SINGLE_FILES[name](PAGE.encode()))
        arguments = given(ledger, tmp_path, ledger.proof(0))
        code, told = run(capsys, *arguments, "--page", page)
        assert code == (0 if name.startswith("good") else 1), told

    def test_is_the_same_however_a_browser_writes_it(self):
        saved = PAGE.replace(
            "../b/#cuoi", "https://VU-NINH.bacninh.example.vn/tin-tuc/b/#cuoi"
        ).replace("<li>Một<li>Hai</ul>", "<li>Một</li><li>Hai</li></ul>")
        assert verify.shown_text(saved.replace("Ngoài", "Khác")) == (OWN, SHOWN)

    def test_of_a_pdf_is_told_by_its_bytes(self, tmp_path, capsys):
        paper = tmp_path / "a.pdf"
        paper.write_bytes(b"%PDF-1.7")
        body = {"content": "tin-1", "text": "0" * 64, "sha256": sha(b"%PDF-1.7").hex()}
        ledger = Ledger([entry("paper", body)])
        arguments = given(ledger, tmp_path, ledger.proof(0))
        assert run(capsys, *arguments, "--paper", paper)[0] == 0
        paper.write_bytes(b"%PDF-1.8")
        assert run(capsys, *arguments, "--paper", paper)[0] == 1
        paper.unlink()
        assert run(capsys, *arguments, "--paper", paper)[0] == 2


def recall_of(content: str) -> dict:
    return {
        "content": content,
        "addresses": [],
        "reason": "Sai số liệu",
        "decided": "c1:" + "0" * 64,
    }


def test_runs_with_nothing_but_python(folder):
    """Isolated: neither the packages of this project nor its settings are in reach."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(FILE), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "HỢP LỆ"), done
