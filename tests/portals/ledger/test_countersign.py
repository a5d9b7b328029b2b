"""The verifier as the tool of a witness: its key, what it signs, and what it refuses to sign."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .test_verify import verify
from .written_ledgers import Ledger, Signer, consistency, publication, root, sha

OFFICE = "hdnd.bacninh.example.vn"


def run(capsys, *arguments: object) -> tuple[int, str]:
    code = verify.main([*map(str, arguments), "--lang", "en"])
    return code, capsys.readouterr().out


@pytest.fixture(scope="module")
def entries() -> list[bytes]:
    return [publication(number) for number in range(300)]


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Ledger([]).signer


class Office:
    """A witness's own machine: a folder with a key and a memory."""

    def __init__(self, home: Path, log_key: str, capsys) -> None:
        self.home, self.log_key, self.capsys = home, log_key, capsys
        self.key, self.memory = home / "key", home / "memory"
        code, said = run(capsys, "witness-key", OFFICE, "--key", self.key)
        assert code == 0
        self.public = said.splitlines()[0]

    def sign(self, sent: str, *more: object) -> tuple[int, str]:
        (self.home / "sent").write_text(sent)
        kept = ("--key", self.key, "--memory", self.memory)
        return run(self.capsys, "countersign", self.home / "sent", *kept, *more)

    def begin(self, ledger: Ledger) -> None:
        assert self.sign(ledger.checkpoint(), "--log-key", self.log_key)[0] == 0

    @property
    def answer(self) -> str:
        return (self.home / "sent.cosigned").read_text()


@pytest.fixture
def office(tmp_path: Path, signer: Signer, capsys) -> Office:
    return Office(tmp_path, signer.key, capsys)


class TestEd25519:
    """The vectors of RFC 8032, section 7.1."""

    @pytest.mark.parametrize(
        ("seed", "public", "message", "signature"),
        [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                "d25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                "387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                "4a7c15e9716ed28dc027beceea1ec40a",
            ),
        ],
    )  # fmt: skip
    def test_signs_as_the_vectors_say(self, seed, public, message, signature):
        assert verify.public_of(bytes.fromhex(seed)).hex() == public
        assert verify.signature_of(bytes.fromhex(seed), bytes.fromhex(message)).hex() == signature

    @given(st.binary(max_size=100))
    def test_signs_as_another_implementation_does(self, message):
        other = Signer("a")
        seed = other.private.private_bytes_raw()
        assert verify.public_of(seed) == other.material[1:]
        assert verify.signature_of(seed, message) == other.private.sign(message)


@given(st.integers(1, 40), st.integers(0, 40), st.data())
def test_a_tree_continues_another_only_by_the_right_proof(old, more, data):
    leaves = [sha(bytes([number])) for number in range(old + more)]
    told = old, root(leaves[:old]), old + more, root(leaves)
    proof = consistency(old, leaves)
    assert verify.continues(*told, proof)
    assert not verify.continues(*told, [*proof, bytes(32)])
    if proof:
        assert not verify.continues(*told, proof[:-1])
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not verify.continues(*told, [*proof[:at], bytes(32), *proof[at + 1 :]])
        assert not verify.continues(old, bytes(32), *told[2:], proof)
        assert not verify.continues(*told[:3], bytes(32), proof)


class TestAKey:
    def test_is_the_owners_alone_and_overwrites_none(self, office, capsys):
        assert stat.S_IMODE(office.key.stat().st_mode) == 0o600
        assert verify.Key(office.public).algorithm == verify.WITNESS
        before = office.key.read_text()
        assert run(capsys, "witness-key", OFFICE, "--key", office.key)[0] == 2
        assert office.key.read_text() == before

    def test_of_the_ledger_does_not_witness(self, office, entries, signer):
        material = b"\x01" + bytes(32)
        line = verify.key_line(OFFICE, 1, verify.public_of(bytes(32)))
        name, key_id, _rest = line.split("+", 2)
        office.key.write_text(
            f"PRIVATE+KEY+{name}+{key_id}+{verify.base64.b64encode(material).decode()}\n"
        )
        code, said = office.sign(Ledger(entries, signer).checkpoint(), "--log-key", signer.key)
        assert (code, "no key of a witness" in said) == (2, True)


class TestACheckpoint:
    def test_is_signed_and_the_line_is_good(self, office, entries, signer):
        office.begin(Ledger(entries[:77], signer))
        signed = verify.Checkpoint(
            office.answer, [verify.Key(signer.key)], [verify.Key(office.public)]
        )
        assert [name for name, _at in signed.witnessed] == [OFFICE]
        assert office.memory.read_text() == f"{signer.key}\n{office.answer}"

    def test_is_signed_where_mail_wrote_the_ends_of_lines_anew(self, office, entries, signer):
        sent = Ledger(entries[:77], signer).checkpoint().replace("\n", "\r\n")
        assert office.sign(sent, "--log-key", signer.key)[0] == 0
        assert "\r" not in office.answer

    def test_needs_the_ledgers_key_the_first_time(self, office, entries, signer):
        code, said = office.sign(Ledger(entries[:5], signer).checkpoint())
        assert (code, "--log-key" in said) == (2, True)
        assert not office.memory.exists()

    def test_of_another_key_is_not_signed(self, office, entries):
        code, said = office.sign(Ledger(entries[:5]).checkpoint(), "--log-key", office.log_key)
        assert (code, "not signed" in said or "is not good" in said) == (1, True)
        assert not (office.home / "sent.cosigned").exists()

    @pytest.mark.parametrize("old", [1, 2, 3, 64, 77, 255, 256, 299])
    def test_that_goes_on_is_signed_by_its_proof(self, office, entries, signer, old):
        office.begin(Ledger(entries[:old], signer))
        assert office.sign(Ledger(entries, signer).to_witness(old))[0] == 0
        assert "\n300\n" in office.answer

    def test_that_goes_on_is_signed_by_the_folder(self, office, entries, signer):
        office.begin(Ledger(entries[:77], signer))
        ledger = Ledger(entries, signer)
        folder = ledger.write(office.home / "so-cai")
        assert office.sign(ledger.checkpoint(), "--folder", folder)[0] == 0

    def test_of_the_same_tree_is_signed_again(self, office, entries, signer):
        for _again in range(2):
            office.begin(Ledger(entries[:77], signer))

    def test_of_a_new_key_is_signed_where_it_is_given_and_goes_on(self, office, entries, signer):
        office.begin(Ledger(entries[:77], signer))
        changed = Ledger(entries)
        assert office.sign(changed.to_witness(77))[0] == 1
        assert office.sign(changed.to_witness(77), "--log-key", changed.signer.key)[0] == 0
        assert office.sign(changed.to_witness(300))[0] == 0
        forked = Ledger([*entries[:299], publication(999), publication(1000)], changed.signer)
        assert office.sign(forked.to_witness(300), "--log-key", changed.signer.key)[0] == 1


class TestIsNotSigned:
    """And nothing is forgotten by it."""

    @pytest.fixture(autouse=True)
    def signed_before(self, office, entries, signer):
        office.begin(Ledger(entries[:77], signer))
        (office.home / "sent.cosigned").unlink()
        before = office.memory.read_bytes()
        yield
        assert office.memory.read_bytes() == before
        assert not (office.home / "sent.cosigned").exists()

    def test_what_is_smaller(self, office, entries, signer):
        code, said = office.sign(Ledger(entries[:76], signer).checkpoint())
        assert (code, "fewer than" in said) == (1, True)

    def test_another_tree_of_the_same_size(self, office, entries, signer):
        other = Ledger([*entries[:76], publication(999)], signer)
        code, said = office.sign(other.to_witness(77))
        assert (code, "History was rewritten" in said) == (1, True)

    def test_a_tree_that_was_rewritten(self, office, entries, signer):
        other = Ledger([publication(999), *entries[1:]], signer)
        code, said = office.sign(other.to_witness(77))
        assert (code, "History was rewritten" in said) == (1, True)
        folder = other.write(office.home / "so-cai")
        code, said = office.sign(other.checkpoint(), "--folder", folder)
        assert (code, "History was rewritten" in said) == (1, True)

    def test_what_comes_without_a_proof_from_where_it_stopped(self, office, entries, signer):
        ledger = Ledger(entries, signer)
        for sent in (ledger.checkpoint(), ledger.to_witness(76)):
            code, said = office.sign(sent)
            assert (code, "/so-cai/since/77" in said) == (2, True)

    @pytest.mark.parametrize("head", ["old 077", "old x", "old 77\nAAAA", "old 77\n" + 64 * "x\n"])
    def test_what_is_malformed(self, office, entries, signer, head):
        assert office.sign(f"{head}\n\n{Ledger(entries, signer).checkpoint()}")[0] == 1

    def test_where_the_clock_went_backwards(self, office, entries, signer, monkeypatch):
        class Past(verify.datetime):
            @classmethod
            def now(cls, zone: object) -> verify.datetime:
                return cls(2020, 1, 1, tzinfo=zone)

        monkeypatch.setattr(verify, "datetime", Past)
        code, said = office.sign(Ledger(entries, signer).to_witness(77))
        assert (code, "backwards" in said) == (1, True)
