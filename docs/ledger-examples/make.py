"""Make the examples of the ledger's format anew: `uv run python docs/ledger-examples/make.py`. The same each time."""

from __future__ import annotations

import json
import shutil
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from portals.ledger import folder as files  # noqa: E402
from portals.ledger.canonical import Value, encode  # noqa: E402
from portals.ledger.commitments import Opening  # noqa: E402
from portals.ledger.entries import PREFIX, Entry  # noqa: E402
from portals.ledger.notes import (  # noqa: E402
    Algorithm,
    Checkpoint,
    SignedCheckpoint,
    Signer,
    countersign,
    sign,
)
from portals.ledger.proofs import Proof  # noqa: E402
from portals.ledger.shown_text import hash_of, shown_text_of  # noqa: E402
from portals.ledger.tree import Levels, inclusion, leaf_hash, root  # noqa: E402

ORIGIN = "so-cai.vidu.example.vn"
BEGIN = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
SIZE = 300
OLDER = (100, 256, 257)
STORY, CORRECTED, WITHDRAWN, RECALLED = 42, 250, 260, 270
RUBRIC, MONTH = 10, (280, 281)
UNKNOWN_KIND, UNKNOWN_SCHEMA = 290, 291
OFFICES = {
    "ubnd.vidu.example.vn": "Ủy ban nhân dân tỉnh Ví Dụ",
    "snv.vidu.example.vn": "Sở Nội vụ tỉnh Ví Dụ",
    "xa-dong.vidu.example.vn": "Ủy ban nhân dân xã Đông",
}
PROVINCE, DEPARTMENT, COMMUNE = OFFICES


def seed(word: str) -> bytes:
    return sha256(f"ledger-examples {word}".encode()).digest()


LEDGER = Signer(ORIGIN, Algorithm.LEDGER, seed("ledger"))
COUNCIL = Signer("hdnd.vidu.example.vn", Algorithm.WITNESS, seed("council"))
ARCHIVE = Signer("luu-tru.vidu.example.vn", Algorithm.WITNESS, seed("archive"))


def opening(word: str) -> Opening:
    return Opening(seed(word), {"name": "Nguyễn Văn Ví", "user": 17})


@dataclass
class Ledger(Levels):
    """A ledger in memory."""

    written: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def add(self, entries: Sequence[bytes]) -> None:
        self.written.extend(entries)
        self.extend(map(leaf_hash, entries))

    def entries(self, start: int, end: int) -> Sequence[bytes]:
        return self.written[start:end]

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(ORIGIN, size, root(self, size))

    def proof(self, index: int, signed: SignedCheckpoint) -> Proof:
        path = inclusion(self, index, signed.checkpoint.size)
        return Proof(self.written[index], index, tuple(path), signed)


def main() -> None:
    for kept in HERE.iterdir():
        if kept.name not in {"make.py", "README.md"}:
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    ledger = Ledger()
    ledger.add([entry_at(index).to_bytes() for index in range(SIZE)])
    signed = write_ledger(HERE / "ledger", ledger, [*OLDER, SIZE])
    (HERE / "ledger/openings.json").write_bytes(encode([opening("approved 42").as_json()]))
    (HERE / "private-keys").write_text(
        "".join(f"{one.secret_text}\n" for one in (LEDGER, COUNCIL, ARCHIVE))
    )
    write_proofs(ledger, signed)
    write_pages()
    write_wrong_ones()
    faults = [*faults_of_the_ledger(ledger), *faults_of_proofs(ledger, signed), *faults_of_pages()]
    (HERE / "faults.json").write_text(json.dumps(faults, ensure_ascii=False, indent=1) + "\n")


# What stands in the ledger.


def entry_at(index: int) -> Entry:
    at = BEGIN + timedelta(minutes=7 * index)
    portal = list(OFFICES)[index % 3]
    if index in MONTH:
        return entry("month", at, PROVINCE, month(index - MONTH[0] + 1, good=True))
    if index == UNKNOWN_KIND:
        return entry("song", at, portal, {"verse": 1})
    if index == UNKNOWN_SCHEMA:
        return Entry("recall", 2, at, OFFICES[PROVINCE], PROVINCE, {"everything": ["new"]})
    if index == RUBRIC:
        return Entry("rubric", 1, at, OFFICES[PROVINCE], "", rubric())
    if index == STORY:
        return entry("publication", at, DEPARTMENT, story(page(corrected=False)))
    if index == CORRECTED:
        note = {"note": "Số hồ sơ là 1.280, không phải 1.208."}
        return entry("correction", at, DEPARTMENT, story(page(corrected=True)) | note)
    if index in (WITHDRAWN, RECALLED):
        return entry(*ended(index, at))
    return entry("publication", at, portal, publication(index, portal))


def entry(kind: str, at: datetime, portal: str, body: dict[str, Value]) -> Entry:
    return Entry(kind, 1, at, OFFICES[portal], portal, body)


def publication(index: int, portal: str) -> dict[str, Value]:
    body: dict[str, Value] = {
        "content": f"{1000 + index}",
        "address": f"https://{portal}/tin-tuc/tin-{index}-{1000 + index}/",
        "title": f"Tin số {index}: “họp giao ban” \\ tuần {index // 7}",
        "text": seed(f"text {index}").hex(),
        "origin": portal,
    }
    # Some were approved by nobody: what is published of itself.
    if index % 11:
        body["approved"] = opening(f"approved {index}").commitment
    return body


def story(html: str) -> dict[str, Value]:
    return {
        "content": f"{1000 + STORY}",
        "address": OWN,
        "title": "Kết quả giải quyết hồ sơ tháng 7",
        "text": hash_of(shown_text_of(html)),
        "origin": DEPARTMENT,
        "approved": opening(f"approved {STORY}").commitment,
    }


def ended(index: int, at: datetime) -> tuple[str, datetime, str, dict[str, Value]]:
    decided = opening(f"decided {index}").commitment
    if index == WITHDRAWN:
        told = publication(7, list(OFFICES)[7 % 3])
        return "withdrawal", at, str(told["origin"]), {
            "content": told["content"], "address": told["address"], "reason": "Hết thời hạn đăng",
            "decided": decided,
        }  # fmt: skip
    body: dict[str, Value] = {
        "content": "1008",
        "addresses": [f"https://{portal}/tin-tuc/tin-8-1008/" for portal in sorted(OFFICES)],
        "reason": "Sai số liệu",
        "decided": decided,
    }
    return "recall", at, PROVINCE, body


def rubric() -> dict[str, Value]:
    return {
        "code": "commune", "version": 3, "from": "2026-07", "sha256": seed("rubric").hex(),
        "adopted": opening("adopted").commitment,
    }  # fmt: skip


def month(part: int, *, good: bool) -> dict[str, Value]:
    cards = [card(f"xa-{10 * part + number}.vidu.example.vn", number) for number in range(3)]
    if not good:
        cards[1]["total"] = 9500
    return {
        "month": "2026-07", "scorer": PROVINCE, "rubric": "commune/3", "part": part, "parts": 2,
        "cards": list(cards),
    }  # fmt: skip


def card(portal: str, number: int) -> dict[str, Value]:
    lines: list[dict[str, int | str]] = [
        {"criterion": "1.1", "points": 500 - 125 * number, "most": 1000},
        {"criterion": "1.2", "points": 1500, "most": 1500},
        {"criterion": "2.1", "points": 733, "most": 1200},
    ]
    if number == 1:
        lines[2] |= {"points": 0, "na": 1}
    if number == 2:
        lines.append({"criterion": "9.1", "points": -50, "most": 0})
    earned = sum(int(line["points"]) for line in lines)
    applicable = sum(int(line["most"]) for line in lines if "na" not in line)
    penalty, bonus = 100 * (number == 0), 300 * (number == 1)
    base = (20_000 * earned + applicable) // (2 * applicable)
    return {
        "portal": portal, "earned": earned, "applicable": applicable, "penalty": penalty, "bonus": bonus,
        "total": min(10_000, max(0, base - penalty) + bonus), "lines": [dict(line) for line in lines],
    }  # fmt: skip


# The page that proves itself.

OWN = f"https://{DEPARTMENT}/tin-tuc/kết-quả-{1000 + STORY}/"


def page(*, corrected: bool, saved: bool = False) -> str:
    """One story, as the portal sent it, or as a browser saved it: its own address and every other in full."""
    number = "1.280" if corrected else "1.208"
    at = "https://" + DEPARTMENT
    links = {
        "list": "../th%C3%B4ng%20b%C3%A1o/?trang=2#m%E1%BB%A5c%201",
        "law": "HTTP://VanBan.vidu.example.vn:80",
        "picture": "/media/le-ra-mat.webp",
    }
    if saved:
        links = {
            "list": f"{at}/tin-tuc/th%C3%B4ng%20b%C3%A1o/?trang=2#m%E1%BB%A5c%201",
            "law": "http://vanban.vidu.example.vn/",
            "picture": "./ket-qua_files/le-ra-mat.webp",
        }
    else:
        links["list"] = "../thông báo/?trang=2#mục 1"
    end = "" if not saved else "</p>"
    return f"""<!DOCTYPE html>
<html lang="vi">
<head><meta charset="utf-8"><title>Kết quả</title><script>document.title += '!'</script></head>
<body>
<header><a href="/">Trang chủ</a></header>
<h1>Kết quả giải quyết hồ sơ tháng 7</h1>
<div><button>Nghe bài</button><p>Chia sẻ</p></div>
<article data-shown-text="{OWN}">
<p hidden>Kết quả   giải quyết
 hồ sơ</p>
<p>Sở Nội vụ đã nhận {number}&nbsp;hồ sơ, &#8220;đúng hạn&#8221; 98,5&thinsp;% &amp; trễ &lt; 2 %.{end}
<p>Xem <a href="{links["list"]}">thông báo</a><br>và <a href="{links["law"]}">văn bản</a>
 (<a href="mailto:vanthu@{DEPARTMENT}">thư</a>).{end}
<figure><img src="{links["picture"]}" alt="Lễ ra mắt"><figcaption>Lễ ra mắt <!-- ảnh --> bộ phận</figcaption></figure>
<table><caption>Hồ sơ</caption><tr><th>Tháng</th><td>7</td></tr></table>
<hr>Chữ tổ hợp: ti\u0065\u0302\u0301ng Vi\u0065\u0323\u0302t
</article>
<script>var x = "<p>không phải chữ</p>"</script><noscript>Bật JavaScript</noscript>
<footer>Chân trang</footer>
</body>
</html>
"""


# Files.


def write_ledger(to: Path, ledger: Ledger, sizes: Sequence[int]) -> SignedCheckpoint:
    notes = {size: checkpoint_of(ledger, size) for size in sizes}
    files.write_tiles(to, ledger, sizes[-1])
    files.write_checkpoints(to, [(size, note.to_bytes()) for size, note in notes.items()])
    keys = [one.key for one in (LEDGER, COUNCIL, ARCHIVE)]
    (to / "keys").write_bytes(files.keys_file(keys))
    return notes[sizes[-1]]


def checkpoint_of(ledger: Ledger, size: int) -> SignedCheckpoint:
    signed = sign(ledger.checkpoint(size), LEDGER)
    given_at = BEGIN + timedelta(minutes=7 * size + 5)
    signed = signed.with_signature(countersign(signed.checkpoint, COUNCIL, given_at))
    if size != SIZE:
        late = countersign(signed.checkpoint, ARCHIVE, given_at + timedelta(hours=1))
        signed = signed.with_signature(late)
    return signed


def write_proofs(ledger: Ledger, signed: SignedCheckpoint) -> None:
    (HERE / "proofs").mkdir()
    for index in (0, STORY, 255, 256, MONTH[0], SIZE - 1):
        path = HERE / f"proofs/{index}.tlog-proof"
        path.write_bytes(ledger.proof(index, signed).to_bytes())


def write_pages() -> None:
    (HERE / "pages").mkdir()
    for name, html in {
        "sent.html": page(corrected=False),
        "saved.html": page(corrected=False, saved=True),
        "corrected.html": page(corrected=True),
    }.items():
        (HERE / "pages" / name).write_text(html)
    (HERE / "pages/sent.txt").write_text(shown_text_of(page(corrected=False)))


def write_wrong_ones() -> None:
    """Ledgers that are signed as they should be and yet hold what cannot be: of three entries each."""
    good = [entry_at(index).to_bytes() for index in (0, 1)]
    wrong = {
        "sum": entry("month", BEGIN, PROVINCE, month(1, good=False) | {"parts": 1}).to_bytes(),
        "space": good[0].replace(b'{"address":', b'{"address": '),
        "name": entry("withdrawal", BEGIN, PROVINCE, ended(WITHDRAWN, BEGIN)[3] | {"by": "x"}).to_bytes(),
        "prefix": good[0].replace(PREFIX, b"lien-cong/ledger/v2\n"),
    }  # fmt: skip
    for name, last in wrong.items():
        ledger = Ledger()
        ledger.add([*good, last])
        write_ledger(HERE / f"wrong/{name}", ledger, [3])


# One fault each: what is changed, and what a verifier must say.


def fault(
    name: str,
    given: Sequence[str],
    changes: Sequence[dict[str, object]],
    says: str,
    **where: object,
) -> dict[str, object]:
    return {"name": name, "given": list(given), "changes": list(changes), "says": says, **where}


def change(path: str, old: bytes, new: bytes, after: bytes = b"") -> dict[str, object]:
    """One place of a file in which `old` is written over by `new`, which is as long."""
    data = (HERE / path).read_bytes()
    at = data.index(old, data.index(after))
    return change_at(path, at, new, len(old))


def change_at(path: str, at: int, new: bytes, length: int | None = None) -> dict[str, object]:
    old = (HERE / path).read_bytes()[at : at + (length or len(new))]
    return {"file": path, "at": at, "old": old.hex(), "new": new.hex()}


def written_over(path: str, data: bytes) -> dict[str, object]:
    return {"file": path, "content": b64encode(data).decode()}


def flipped(path: str, at: int) -> dict[str, object]:
    return change_at(path, at, bytes([(HERE / path).read_bytes()[at] ^ 1]))


def faults_of_the_ledger(ledger: Ledger) -> Iterator[dict[str, object]]:
    late, tile = "ledger/tile/entries/001.p/44", "ledger/tile/0/000"
    yield fault(
        "points", ["ledger"], [change(late, b'"points":1500', b'"points":1499')],
        "the entry is not the one that was hashed", file="tile/entries/001.p/44", index=MONTH[0],
    )  # fmt: skip
    yield fault(
        "hash", ["ledger"], [flipped(tile, 32 * 8 + 5)],
        "the entry does not hash to what the tile says", file="tile/entries/000", index=8,
    )  # fmt: skip
    yield fault(
        "order", ["ledger"],
        [written_over(late, files.bundle([ledger.written[257], ledger.written[256], *ledger.written[258:]]))],
        "two entries changed places", file="tile/entries/001.p/44", index=256,
    )  # fmt: skip
    yield fault(
        "upper-hash", ["ledger"], [flipped("ledger/tile/1/000.p/1", 3)],
        "the tile above is not the root of the tile below", file="tile/1/000.p/1", index=0,
    )  # fmt: skip
    yield fault(
        "short-bundle", ["ledger"], [{"file": late, "length": (HERE / late).stat().st_size - 1}],
        "the file ends in the middle of an entry", file="tile/entries/001.p/44", index=299,
    )  # fmt: skip
    yield fault(
        "missing-tile", ["ledger"], [{"file": tile, "remove": True}],
        "the file is missing", file="tile/0/000",
    )  # fmt: skip
    yield fault(
        "extra-entry", ["ledger"], [written_over(late, (HERE / late).read_bytes() + files.bundle([ledger.written[0]]))],
        "the file has more entries than its name says", file="tile/entries/001.p/44",
    )  # fmt: skip
    yield from faults_of_checkpoints(ledger)
    for name, says in {
        "sum": "the total of xa-11.vidu.example.vn is not what its points come to",
        "space": "the entry is not in canonical form",
        "name": "a withdrawal has no `by`",
        "prefix": "the first line is not that of an entry",
    }.items():
        yield fault(name, [f"wrong/{name}"], [], says, file="tile/entries/000.p/3", index=2)


def faults_of_checkpoints(ledger: Ledger) -> Iterator[dict[str, object]]:
    newest = (HERE / "ledger/checkpoint").read_bytes()
    lines = newest.split(b"\n")
    other = b64encode(seed("another root"))
    yield fault(
        "root", ["ledger"], [written_over("ledger/checkpoint", newest.replace(lines[2], other))],
        "the ledger's signature is not good", file="checkpoint",
    )  # fmt: skip
    yield fault(
        "unsigned", ["ledger"],
        [written_over("ledger/checkpoint", b"\n".join([*lines[:4], lines[5], b""]))],
        "the ledger did not sign", file="checkpoint",
    )  # fmt: skip
    late = countersign(ledger.checkpoint(256), COUNCIL, BEGIN).line.encode()
    yield fault(
        "witness", ["ledger"],
        [written_over("ledger/checkpoint", b"\n".join([*lines[:5], late]))],
        "the witness signed another tree", file="checkpoint",
    )  # fmt: skip
    forked = Ledger()
    forked.add([*ledger.written[:99], ledger.written[120]])
    yield fault(
        "fork", ["ledger"],
        [written_over("ledger/checkpoints/100", checkpoint_of(forked, 100).to_bytes())],
        "what was signed at 100 entries is no part of this tree", file="checkpoints/100",
    )  # fmt: skip
    yield fault(
        "other-size", ["ledger"],
        [written_over("ledger/checkpoints/256", (HERE / "ledger/checkpoints/257").read_bytes())],
        "the file is named for another size", file="checkpoints/256",
    )  # fmt: skip


def faults_of_proofs(ledger: Ledger, signed: SignedCheckpoint) -> Iterator[dict[str, object]]:
    path = f"proofs/{STORY}.tlog-proof"
    good, keys = (HERE / path).read_bytes(), "ledger/keys"
    for name, data, says in (
        ("proof-index", good.replace(b"index 42", b"index 43"), "the entry does not lead to the root"),
        ("proof-entry", Proof(ledger.written[43], STORY, ledger.proof(STORY, signed).path, signed).to_bytes(),
         "the entry does not lead to the root"),
        ("proof-older-tree", Proof(ledger.written[STORY], STORY, ledger.proof(STORY, signed).path,
         checkpoint_of(ledger, 257)).to_bytes(), "the entry does not lead to the root"),
        ("proof-no-path", good.replace(b64encode(ledger.proof(STORY, signed).path[-1]) + b"\n", b""),
         "the entry does not lead to the root"),
        ("proof-no-entry", b"\n".join(line for line in good.split(b"\n") if not line.startswith(b"extra ")),
         "the proof holds no entry"),
    ):  # fmt: skip
        yield fault(name, [path, keys], [written_over(path, data)], says, file=path)
    opened = (HERE / "ledger/openings.json").read_bytes().replace(b'"user":17', b'"user":18')
    yield fault(
        "opening", ["ledger"], [written_over("ledger/openings.json", opened)],
        "the value is not what was committed to", file="openings.json",
    )  # fmt: skip


def faults_of_pages() -> Iterator[dict[str, object]]:
    proof = f"proofs/{STORY}.tlog-proof"
    for name, old, new in (
        ("page-digit", "1.208", "1.280"),
        ("page-link", "vanban.vidu.example.vn", "vanban.vidu.examp1e.vn"),
        ("page-picture", 'alt="Lễ ra mắt"', 'alt="Lễ bế mạc"'),
        ("page-added", "</article>", "<p>Thêm một câu.</p></article>"),
        ("page-hidden", "</article>", "<p data-not-shown-text hidden>Thêm một câu.</p></article>"),
        ("page-script", "</article>", "<script>document.title</script></article>"),
        ("page-frame", "</article>", '<iframe src="https://khac.example.vn/"></iframe></article>'),
        ("page-two-texts", "</article>", '</article><p data-shown-text="/">Một chữ khác.</p>'),
    ):
        saved = (HERE / "pages/saved.html").read_text().replace(old, new, 1)
        refused = name in {"page-script", "page-frame", "page-two-texts"}
        says = (
            "the page is none whose text can be told"
            if refused
            else "this is not the text of the entry"
        )
        yield fault(
            name, ["pages/saved.html", proof, "ledger/keys"],
            [written_over("pages/saved.html", saved.encode())], says, file="pages/saved.html",
        )  # fmt: skip
    yield fault(
        "page-of-another-entry", ["pages/corrected.html", proof, "ledger/keys"], [],
        "this is not the text of the entry", file="pages/corrected.html",
    )  # fmt: skip


if __name__ == "__main__":
    main()
