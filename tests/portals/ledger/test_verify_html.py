"""The verifier that is a page, in the real Chromium, opened from disk and without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, expect

from tests.support.axe import assert_accessible
from tests.support.processes import ROOT

from . import many
from .altering import files_of, forked, genuine
from .single_files import SINGLE_FILES
from .test_verify import verify
from .verifying_page import FILE, VerifyingPage
from .written_ledgers import Ledger, commitment, entry, information, publication, sha, standing

EXAMPLES = ROOT / "docs/ledger-examples"
FAULTS = json.loads((EXAMPLES / "faults.json").read_text())
# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture(scope="module")
def verifier(chromium: Browser) -> Iterator[VerifyingPage]:
    """One page for all; what it complains of or asks the network for fails the last test that ran."""
    context = chromium.new_context(locale="vi-VN")
    page = VerifyingPage.opened(context)
    yield page
    context.close()
    # The styles and the base of a saved page are refused as it is parsed, and Chromium says so.
    refused = ("Applying inline style violates", "Setting the document's base URI")
    assert [one for one in page.complaints if not one.startswith(refused)] == []
    assert page.requests == [FILE.as_uri()]


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed(files: dict[str, bytes], changes: list[dict]) -> dict[str, bytes]:
    files = dict(files)
    for change in changes:
        name = change["file"]
        if change.get("remove"):
            del files[name]
        elif "content" in change:
            files[name] = base64.b64decode(change["content"])
        elif "length" in change:
            files[name] = files[name][: change["length"]]
        else:
            at, old, new = change["at"], *(bytes.fromhex(change[one]) for one in ("old", "new"))
            assert files[name][at : at + len(old)] == old
            files[name] = files[name][:at] + new + files[name][at + len(old) :]
    return files


def verified(
    verifier: VerifyingPage, given: list[str], files: dict[str, bytes], key: str = ""
) -> dict:
    if not given[-1].endswith("keys"):
        below = f"{given[0]}/"
        return verifier.folder(
            {name[len(below) :]: data for name, data in files.items() if name.startswith(below)},
            key,
        )
    names = {".tlog-proof": "proof", ".html": "page", "": "keys"}
    return verifier.proof(key=key, **{names[Path(name).suffix]: files[name] for name in given})


class TestTheExamples:
    def test_every_fault_is_found_and_named(self, verifier: VerifyingPage) -> None:
        committed = files_below(EXAMPLES)
        for fault in FAULTS:
            files = changed(committed, fault["changes"])
            told = verified(verifier, fault["given"], files, fault.get("key", ""))
            assert told["code"] == 1, fault["name"]
            first = told["faults"][0]
            if len(fault["given"]) == 1:
                places = [(one["file"], one["index"]) for one in told["faults"]]
                assert (fault["file"], fault.get("index")) in places, (fault["name"], places)
            else:
                sort = "page" if fault["file"].endswith(".html") else "proof"
                assert first["sort"] == sort, (fault["name"], first)

    def test_what_is_good_is_not_refused(self, verifier: VerifyingPage) -> None:
        committed = files_below(EXAMPLES)
        assert verified(verifier, ["ledger"], committed)["faults"] == []
        for proof in (EXAMPLES / "proofs").iterdir():
            given = [f"proofs/{proof.name}", "ledger/keys"]
            assert verified(verifier, given, committed)["code"] == 0, proof.name

    def test_the_dossier_of_scores_is_good_and_each_forged_file_is_not(
        self, verifier: VerifyingPage
    ) -> None:
        good = files_below(EXAMPLES / "scores/good")
        assert verifier.scores(good)["faults"] == []
        for forged in (EXAMPLES / "scores/forged").iterdir():
            assert verifier.scores(good | files_below(forged))["code"] != 0, forged.name

    @pytest.mark.parametrize("name", ["sent", "saved", "elsewhere", "saved-elsewhere"])
    def test_the_text_is_that_of_the_page(self, verifier: VerifyingPage, name: str) -> None:
        given = [f"pages/{name}.html", "proofs/42.tlog-proof", "ledger/keys"]
        told = verified(verifier, given, files_below(EXAMPLES))
        assert told["code"] == 0
        assert "".join(f"{line}\n" for line in told["text"]) == (
            EXAMPLES / "pages/sent.txt"
        ).read_text(encoding="utf-8")

    def test_a_key_of_somebody_else_is_refused(self, verifier: VerifyingPage) -> None:
        files, other = files_below(EXAMPLES / "ledger"), Ledger([publication(1)])
        true = files["keys"].decode().splitlines()[1].removeprefix("log ")
        assert verifier.folder(files, true)["notices"] == []
        assert verifier.folder(files)["notices"] == ["keys_prove_nothing"]
        told = verifier.folder(files, other.signer.key)
        assert {one["says"] for one in told["faults"]} == {"key_not_among", "not_by_your_key"}
        assert verifier.folder(files, "khoa")["code"] == 2
        assert verifier.folder({"a.txt": b"x"})["code"] == 2


class TestByLot:
    def test_mutations_and_forks_are_found_and_nothing_genuine_is_refused(
        self, verifier: VerifyingPage
    ) -> None:
        lot = random.Random(20260804)
        bad = [*many.mutations(lot, 60), *(forked(lot) for _ in range(15))]
        missed = [one.what for one in bad if verifier.dossier(one)["code"] == 0]
        assert missed == []
        good = [genuine(lot) for _ in range(30)]
        refused = {one.what: told for one in good if (told := verifier.dossier(one))["faults"]}
        assert refused == {}

    def test_what_was_rewritten_and_signed_anew_is_named(self, verifier: VerifyingPage) -> None:
        true = Ledger([publication(number) for number in range(9)])
        false = Ledger([publication(99), *true.entries[1:]], true.signer, true.witnesses)
        handed = {"giấy tháng 8": true.checkpoint(5).encode()}
        files = files_of(false, [9])
        assert verifier.folder(files, true.signer.key)["code"] == 0
        told = verifier.folder(files, true.signer.key, handed)
        assert [(one["says"], one["file"]) for one in told["faults"]] == [
            ("no_part", "giấy tháng 8")
        ]


OWN = "https://vu-ninh.bacninh.example.vn/tin-tuc/a/"
PAGE = f"""<!doctype html><meta charset="utf-8"><title>x</title><header>Đầu trang</header>
<article><h1 data-shown-text="{OWN}">Cấp nước&nbsp;sạch</h1><p>Chia sẻ</p><div data-shown-text="{OWN}">
<p>Từ 7 giờ, xem <a href="../b/">bài trước</a>.</p><ul><li>Một</li><li>Hai</li></ul>
<img src="a.jpg" alt="Trạm bơm"></div></article><footer>Cuối trang</footer>"""
SHOWN = "Cấp nước sạch\nTừ 7 giờ, xem bài trước </tin-tuc/b/>.\nMột\nHai\n[Trạm bơm]\n"
ALTERED = {
    "digit": ("7 giờ", "8 giờ"),
    "tone": ("sạch", "sách"),
    "word": ("bài trước", "bài sau"),
    "link": ("../b/", "../c/"),
    "link outside": ("../b/", "https://xau.example/tin-tuc/b/"),
    "query": ("../b/", "../b/?x=1"),
    "alt": ("Trạm bơm", "Trạm xá"),
    "picture put in": ("</ul>", '</ul><img src="b.jpg">'),
    "order": ("<li>Một</li><li>Hai</li>", "<li>Hai</li><li>Một</li>"),
    "line joined": ("<li>Một</li><li>Hai</li>", "<li>Một Hai</li>"),
    "paragraph": ("</div></article>", "<p>Thêm</p></div></article>"),
    "hidden words": ("</div></article>", "<p hidden>Thêm</p></div></article>"),
    "left out": ("<li>Hai</li>", ""),
    "script": ("</div></article>", "<script>1</script></div></article>"),
    "style": ("</div></article>", "<style>p { display: none }</style></div></article>"),
    "frame": ("</div></article>", '<iframe src="x"></iframe></div></article>'),
    "second text": ("<footer>", '<p data-shown-text="x">Khác</p><footer>'),
    "own address": (
        f'<div data-shown-text="{OWN}',
        '<div data-shown-text="https://khac.example.vn/a/',
    ),
    "no text": ("<div data-shown-text=", "<div data-khac="),
    "no headline": ("<h1 data-shown-text=", "<h1 data-khac="),
    "headline": ("Cấp nước", "Cấp điện"),
}
SAVED_ANEW = {
    "absolute": ("../b/", "https://vu-ninh.bacninh.example.vn/tin-tuc/b/"),
    "host in capitals": ("../b/", "HTTPS://VU-NINH.bacninh.example.vn:443/tin-tuc/b/#"),
    "around": ("Đầu trang", "Trang khác"),
    "another picture file": ("a.jpg", "x_files/a.jpg"),
    "blanks": ("<ul>", "\n  <ul>\n"),
    "comment": ("<ul>", "<!-- x --><ul>"),
    "entities": ("sạch", "s&#7841;ch"),
    "not NFC": ("sạch", "sa\u0323ch"),
    "byte order mark": ("<!doctype", "\ufeff<!doctype"),
}


ODD = [
    *("<p>a<p>b", "<p>a<div>b</div>c</p>", "<p><b>a</p>b</b>", "<b>a<p>b</b>c</p>", "</p>", "</br>", "<br/>a"),
    *("a</span>b", "<a href='/1'>a<a href='/2'>b</a>c</a>", "<a href='/1'>a<p>b</p></a>"),
    *("<h2>a<h3>b</h3></h2>", "<p/>a", "<div/>a</div>", "<table>a<tr><td>b</table>"),
    *("<table><td>a<td>b</table>", "<td>a</td>", "<tr><td>a", "<table><tr>a<td>b</table>"),
    *("<table><tbody><tr><td>a<tr><td>b</tbody><tbody><tr><td>c</table>", "<table><caption>a<tr><td>b</table>"),
    *("<ol><li>a<li>b<ul><li>c</ul><li>d</ol>", "<ol><div><li>a</div><li>b</ol>", "<li>a<li>b"),
    *("<ul><li>a<p>b<li>c</ul>", "<dl><dt>a<dd>b<dt>c</dl>", "<dl><dd>a<p>b<dd>c</dl>"),
    *("<figure>a<figcaption>b</figure>", "<section>a</section>b", "&amp;lt; &notit; &#128; &copy &#x1F600;"),
    *("<a href='?a&copy=1'>a</a>", "<a href='?a&amp;copy=1'>a</a>", "a < b <3", "<!-- a -->b", "<!--> b -->c"),
    *("<!-- a --!> b", "<? a ?>b", "<!a>b", "<![CDATA[a]]>b", "</ a>b", "<x>a</x>", "<P>a</P>"),
    *("<img src=a alt='a&quot;b'>", "<img alt=a alt=b src=x>", "<image src=a alt=b>", "<s>a<sup>b</sup></s>"),
    *("<s>a<sup>b</s></sup>", "<p><hr>a</p>", "<blockquote><p>a</blockquote>b", "<footer><p>a</footer>"),
    *("a\u2028b\u00a0 c\fd", "<span>a<div>b</div></span>", "<thead><tr><td>a</thead>"),
    *("<table><tr><td><table><tr><td>a</table></table>", "<p>a<table><tr><td>b</table>", "<textarea></div>"),
]  # fmt: skip


class TestPages:
    @pytest.fixture
    def given(self) -> dict[str, bytes]:
        told = Ledger([publication(0), publication(1, SHOWN)])
        return {"proof": told.proof(1).encode(), "keys": told.keys().encode()}

    def test_altered_ones_are_refused_and_saved_ones_are_not(
        self, verifier: VerifyingPage, given: dict[str, bytes]
    ) -> None:
        for changes, code in ((ALTERED, 1), (SAVED_ANEW, 0)):
            for name, (old, new) in changes.items():
                assert PAGE.count(old) == 1, name
                told = verifier.proof(page=PAGE.replace(old, new).encode(), **given)
                assert told["code"] == code, (name, told["faults"])

    def test_the_other_verifier_reads_no_markup_otherwise_than_a_browser(
        self, verifier: VerifyingPage
    ) -> None:
        """It may refuse what it could misread, and what both read is the same."""
        read = 0
        for odd in ODD:
            page = PAGE.replace("<ul>", f"{odd}<ul>")
            theirs = verifier.page.evaluate(
                "(html) => { try { return shownText(html).lines.join('\\n') + '\\n' } catch { return null } }",
                page,
            )
            try:
                ours = verify.shown_text(page)[1]
            except verify.Bad:
                continue
            assert ours == theirs, odd
            read += 1
        assert read >= 12

    def test_addresses_are_those_of_browsers(self, verifier: VerifyingPage) -> None:
        """For what pages hold, section 8.1 and `URL` agree."""
        own = "https://vu-ninh.bacninh.example.vn/tin-tuc/kết quả/?x=1"
        values = [
            *("", "a", "./a/../b", "../../../c", "/d//e", "//other.vn", "?q=đ ă'", "#mục `1`"),
            *("http://Tỉnh.vn/Đường dẫn", "https://bücher.example:443/{x}", "a%20b%zz", " a\n b "),
            *("mailto:a@b.vn", "tel:1022", "https://x.vn:8080/..", "HTTP://X.vn:80?a#b", ".", ".."),
            *("https://việtnam.bắcninh.vn/?x=<>", "https://中文中.vn", "zalo:a b", "a/./b/.."),
        ]
        both = verifier.page.evaluate(
            "([values, own]) => values.map((one) => [addressOf(one, own, true), new URL(one, own).href])",
            [values, own],
        )
        assert [ours for ours, _ in both] == [theirs for _, theirs in both]

    def test_a_page_saved_elsewhere_says_so(self, verifier: VerifyingPage) -> None:
        committed = files_below(EXAMPLES)
        for name, notices in (("saved", []), ("saved-elsewhere", ["another_address"])):
            given = [f"pages/{name}.html", "proofs/42.tlog-proof", "ledger/keys"]
            told = verified(verifier, given, committed)["notices"]
            assert told == ["keys_prove_nothing", *notices]

    def test_what_stood_there_before_proves_a_page_and_is_told(
        self, verifier: VerifyingPage
    ) -> None:
        def given(data: bytes) -> dict[str, bytes]:
            told = Ledger([data, publication(2)])
            return {"proof": told.proof(0).encode(), "keys": told.keys().encode()}

        answer = verifier.proof(page=PAGE.encode(), **given(standing(1, SHOWN)))
        assert (answer["code"], answer["faults"]) == (0, [])
        refused = verifier.proof(**given(standing(1, SHOWN, approved=commitment("a", bytes(32)))))
        assert refused["code"] == 1
        told = json.loads(standing(1).partition(b"\n")[2])
        said = verifier.page.evaluate("(entry) => inWords(entry)", told)
        assert "ghi nhận bài “Tin số 1 của phường” đang đăng tại https://" in said

    def test_a_standing_page_is_proven_and_told(self, verifier: VerifyingPage) -> None:
        def given(data: bytes) -> dict[str, bytes]:
            told = Ledger([data, publication(2)])
            return {"proof": told.proof(0).encode(), "keys": told.keys().encode()}

        answer = verifier.proof(page=PAGE.encode(), **given(information(1, SHOWN)))
        assert (answer["code"], answer["faults"]) == (0, [])
        assert verifier.proof(**given(information(1, SHOWN, origin="x")))["code"] == 1
        told = json.loads(information(1).partition(b"\n")[2])
        said = verifier.page.evaluate("(entry) => inWords(entry)", told)
        assert "đăng trang “Tin số 1 của phường” tại https://" in said

    @pytest.mark.parametrize("name", list(SINGLE_FILES))
    def test_a_page_in_a_single_file_is_read_as_the_other_verifier_reads_it(
        self, verifier: VerifyingPage, name: str
    ) -> None:
        told = Ledger([publication(1, SHOWN), publication(2)])
        given = {"proof": told.proof(0).encode(), "keys": told.keys().encode()}
        answer = verifier.proof(page=SINGLE_FILES[name](PAGE.encode()), **given)
        assert answer["code"] == (0 if name.startswith("good") else 1)

    def test_what_came_later_is_told(self, verifier: VerifyingPage) -> None:
        pdf = b"%PDF-1.7 ..."
        told = Ledger(
            [
                publication(1, SHOWN),
                publication(2),
                entry("paper", {"content": "tin-1", "text": sha(SHOWN.encode()).hex(), "sha256": sha(pdf).hex()}),
                entry(
                    "recall",
                    {"content": "tin-1", "addresses": [], "reason": "Sai", "decided": commitment("a", bytes(32))},
                ),
            ]
        )  # fmt: skip
        later = {f"{index}.tlog-proof": told.proof(index).encode() for index in (1, 2, 3)}
        given = {"proof": told.proof(0).encode(), "keys": told.keys().encode()}
        answer = verifier.proof(later, page=PAGE.encode(), paper=pdf, **given)
        assert (answer["code"], answer["later"]) == (0, [2, 3])
        assert "of_something_else" in answer["notices"]
        assert (
            verifier.proof(later, paper=pdf + b" ", **given)["faults"][0]["says"] == "paper_differs"
        )
        forged = Ledger([*told.entries[:3], publication(9)], told.signer, told.witnesses)
        against = {"3.tlog-proof": forged.proof(3).encode()}
        assert verifier.proof(against, **given)["faults"][0]["says"] == "two_roots"


class TestArithmetic:
    def test_hashes_of_every_length_around_a_block(self, verifier: VerifyingPage) -> None:
        for name, hashed in (("sha256", hashlib.sha256), ("sha512", hashlib.sha512)):
            lengths = [*range(130), 1000, 65_536]
            told = verifier.page.evaluate(
                f"(lengths) => lengths.map((one) => Array.from({name}(new Uint8Array(one).fill(0xa5))))",
                lengths,
            )
            assert [bytes(one) for one in told] == [
                hashed(b"\xa5" * one).digest() for one in lengths
            ]

    def test_signatures(self, verifier: VerifyingPage) -> None:
        def good(key: bytes, message: bytes, signature: bytes) -> bool:
            given = [list(one) for one in (key, signature, message)]
            return verifier.page.evaluate(
                "(all) => signedBy(...all.map((one) => Uint8Array.from(one)))", given
            )

        for vector in VECTORS:
            key, message, signature = map(bytes.fromhex, vector)
            assert good(key, message, signature)
            assert not good(key, message + b"x", signature)
            s = int.from_bytes(signature[32:], "little") + ORDER
            assert not good(key, message, signature[:32] + s.to_bytes(32, "little"))
        private = Ed25519PrivateKey.generate()
        long = bytes(range(256)) * 5
        assert good(private.public_key().public_bytes_raw(), long, private.sign(long))
        assert not good(b"\xff" * 32, long, private.sign(long))


class TestThePage:
    @pytest.fixture
    def opened(self, chromium: Browser) -> Iterator[VerifyingPage]:
        context = chromium.new_context(locale="vi-VN", viewport={"width": 320, "height": 700})
        page = VerifyingPage.opened(context)
        yield page
        context.close()
        assert page.complaints == []
        assert page.requests == [FILE.as_uri()]

    @pytest.fixture
    def shown(self, opened: VerifyingPage) -> Callable[[], None]:
        def check() -> None:
            wide = opened.page.evaluate("document.documentElement.scrollWidth")
            assert wide == 320, "it must not scroll sideways"
            assert_accessible(opened.page)

        return check

    def test_a_folder_by_keyboard_in_two_languages(
        self, opened: VerifyingPage, shown: Callable[[], None], tmp_path: Path
    ) -> None:
        page = opened.page
        shown()
        told = Ledger([publication(number) for number in range(3)])
        told.write(tmp_path / "so-cai")
        page.set_input_files("#folder", tmp_path / "so-cai")
        expect(page.locator("#given")).to_have_text("Sổ cái: 4 tệp")
        page.get_by_label("Khóa của sổ cái").fill(told.signer.key)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        status = page.get_by_role("status")
        expect(status.get_by_role("heading")).to_contain_text("Sổ cái nguyên vẹn")
        shown()
        file = tmp_path / "so-cai/tile/entries/000.p/3"
        file.write_bytes(file.read_bytes().replace("Tin số 1".encode(), "Tin số 7".encode()))
        page.get_by_role("button", name="Bỏ hết").click()
        expect(status).to_be_empty()
        page.set_input_files("#folder", tmp_path / "so-cai")
        page.get_by_role("button", name="Kiểm chứng").click()
        expect(status.locator(".faults")).to_contain_text("Mục 1 (tile/entries/000.p/3)")
        page.get_by_role("button", name="English").click()
        expect(status).to_contain_text(
            "Entry 1 (tile/entries/000.p/3): its hash is not the one in tile/0/000.p/3"
        )
        shown()

    def test_a_proof_with_its_page_tells_who_said_what(
        self, opened: VerifyingPage, shown: Callable[[], None]
    ) -> None:
        page = opened.page
        page.get_by_role("button", name="Kiểm chứng").click()
        expect(page.get_by_role("status")).to_contain_text("Chưa có gì để kiểm chứng")
        names = ("proofs/42.tlog-proof", "ledger/keys", "pages/saved.html")
        page.set_input_files("#files", [EXAMPLES / name for name in names])
        page.get_by_role("button", name="Kiểm chứng").click()
        status = page.get_by_role("status")
        heading = status.get_by_role("heading", level=2)
        expect(heading).to_contain_text("Đúng nguyên văn đã đăng, nếu khóa là thật")
        expect(status.locator(".verdict.good")).to_have_count(0)
        key = (EXAMPLES / "ledger/keys").read_text().splitlines()[1]
        page.get_by_label("Khóa của sổ cái").fill(key)
        page.get_by_role("button", name="Kiểm chứng").click()
        expect(status.locator(".verdict.good > h2")).to_have_text("✓ Đúng nguyên văn đã đăng")
        expect(status).to_contain_text(
            "12:54 ngày 03/08/2026 (giờ Việt Nam), Sở Nội vụ tỉnh Ví Dụ đăng bài"
        )
        expect(status.locator("blockquote")).to_contain_text("1.208 hồ sơ")
        expect(status).to_contain_text("hdnd.vidu.example.vn (lưu chứng)")
        shown()

    def test_a_pdf_alone_is_told_as_the_version_that_it_shows(
        self, opened: VerifyingPage, tmp_path: Path
    ) -> None:
        """All proofs of the story are dropped with it, the one of its first version too."""
        pdf = b"%PDF-1.7 the second"
        texts = [sha(text.encode()).hex() for text in (SHOWN, SHOWN + "x")]
        papers = [
            entry("paper", {"content": "tin-1", "text": text, "sha256": sha(content).hex()})
            for text, content in zip(texts, (b"%PDF-1.7 the first", pdf), strict=True)
        ]
        told = Ledger(
            [
                publication(1, SHOWN),
                papers[0],
                publication(1, SHOWN + "x", title="Tin sửa"),
                papers[1],
            ]
        )
        files = {f"{index}.tlog-proof": told.proof(index) for index in range(4)} | {
            "keys": told.keys()
        }
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        page, status = opened.page, opened.page.get_by_role("status")
        page.get_by_label("Khóa của sổ cái").fill(told.signer.key)
        for content, heading in ((pdf, "✓ Bằng chứng đúng"), (pdf + b" ", "✗ ")):
            (tmp_path / "tin.pdf").write_bytes(content)
            page.set_input_files("#files", list(tmp_path.iterdir()))
            page.get_by_role("button", name="Kiểm chứng", exact=True).click()
            expect(status.get_by_role("heading", level=2)).to_contain_text(heading)

    def test_it_may_run_its_own_script_and_nothing_else(self) -> None:
        text = FILE.read_text(encoding="utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
        for tag in ("script", "style"):
            [held] = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy, f"the hash of the {tag} has changed"
        assert policy.startswith("default-src 'none'; ")
        assert "innerHTML" not in text
