"""Make the examples of the ledger's format anew: `uv run python docs/ledger-examples/make.py`. The same each time."""

from __future__ import annotations

import json
import shutil
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
    sign_checkpoint,
)
from portals.ledger.proofs import Proof  # noqa: E402
from portals.ledger.shown_text import shown_text_hash, shown_text_of  # noqa: E402
from portals.ledger.tree import Levels, inclusion, leaf_hash, root  # noqa: E402
from portals.ledger.verifier.verify import ranks_of  # noqa: E402

ORIGIN = "so-cai.vidu.example.vn"
BEGIN = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
SIZE = 300
# A former key signed the first of them.
OLDER = (100, 256, 257)
STORY, CORRECTED, WITHDRAWN, PAGE, STANDING, RECALLED = 42, 250, 260, 262, 265, 270
RUBRIC, MONTH = 10, (280, 282)
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
FORMER = Signer(ORIGIN, Algorithm.LEDGER, seed("former"))
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
        "".join(f"{one.secret_text}\n" for one in (LEDGER, FORMER, COUNCIL, ARCHIVE))
    )
    write_proofs(ledger, signed)
    write_pages()
    write_wrong_ones()
    write_scores()
    faults = [*faults_of_the_ledger(ledger), *faults_of_proofs(ledger, signed), *faults_of_pages()]
    (HERE / "faults.json").write_text(json.dumps(faults, ensure_ascii=False, indent=1) + "\n")


# What stands in the ledger.


def entry_at(index: int) -> Entry:
    at = BEGIN + timedelta(minutes=7 * index)
    portal = list(OFFICES)[index % 3]
    if index in MONTH:
        return entry("month", at, PROVINCE, month(2 - MONTH.index(index), good=True))
    if index == UNKNOWN_KIND:
        return entry("song", at, portal, {"verse": 1})
    if index == UNKNOWN_SCHEMA:
        return Entry("recall", 2, at, OFFICES[PROVINCE], PROVINCE, {"everything": ["new"]})
    if index == RUBRIC:
        return Entry("rubric", 1, at, OFFICES[PROVINCE], "", rubric())
    if index == STORY:
        return entry("publication", at, DEPARTMENT, story(page()))
    if index == CORRECTED:
        note = {"note": "Số hồ sơ là 1.280, không phải 1.208."}
        return entry("correction", at, DEPARTMENT, story(page(corrected=True)) | note)
    if index in (WITHDRAWN, RECALLED):
        return entry(*ended(index, at))
    return told_of(index, at, portal)


def told_of(index: int, at: datetime, portal: str) -> Entry:
    told = publication(index, portal)
    if index == PAGE:
        del told["origin"]
    kinds = {PAGE: "page", STANDING: "standing"}
    return entry(kinds.get(index, "publication"), at, portal, told)


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
    if index % 11 and index != STANDING:
        body["approved"] = opening(f"approved {index}").commitment
    return body


def story(html: str) -> dict[str, Value]:
    return {
        "content": f"{1000 + STORY}",
        "address": OWN,
        "title": "Kết quả giải quyết hồ sơ tháng 7",
        "text": shown_text_hash(shown_text_of(html)),
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
ELSEWHERE = f"https://{COMMUNE}/chi-dao/kết-quả-{1000 + STORY}/"


def page(*, corrected: bool = False, saved: bool = False, own: str = OWN) -> str:
    """One story, as a portal sent it, or as a browser saved it: addresses in full, all tags closed."""
    number = "1.280" if corrected else "1.208"
    at = "https://" + own.split("/")[2]
    links = {
        "story": "/noi-dung/1007/",
        "list": "/thủ tục/?trang=2#mục 1",
        "here": "#bang",
        "law": "HTTP://VanBan.vidu.example.vn:80",
        "full": f"https://{DEPARTMENT}/gioi-thieu/",
        "picture": "/media/le-ra-mat.webp",
    }
    if saved:
        links |= {
            "story": f"{at}/noi-dung/1007/",
            "list": f"{at}/th%E1%BB%A7%20t%E1%BB%A5c/?trang=2#m%E1%BB%A5c%201",
            "here": f"{at}/{quote(own.split('/', 3)[3])}#bang",
            "law": "http://vanban.vidu.example.vn/",
            "picture": "./ket-qua_files/le-ra-mat.webp",
        }
    p, li, row = ("</p>", "</li>", "</tr>") if saved else ("", "", "")
    return f"""<!DOCTYPE html>
<html lang="vi">
<head><meta charset="utf-8"><title>Kết quả</title><script>document.title += '!'</script></head>
<body>
<header><a href="/">Trang chủ</a> <svg class="icon"><use href="/static/icons.svg#home"></use></svg></header>
<main><article class="story">
<header>
<h1 data-shown-text="{own}">Kết quả giải quyết
 hồ sơ tháng 7</h1>
<p>Đăng lúc 09:00</p><div><button>Nghe bài</button><p>Chia sẻ</p></div>
</header>
<div class="story-text" data-shown-text="{own}">
<p class="story-lead">Sở Nội vụ đã nhận {number}&nbsp;hồ sơ, &#8220;đúng hạn&#8221; 98,5&thinsp;% &amp; trễ &lt; 2 %.{p}
<p>Xem <a href="{links["list"]}">thông báo</a><br>và <a href="{links["law"]}" rel="external">văn bản</a>,
 <a href="{links["story"]}">tin trước</a>, <a href="{links["here"]}">bảng</a>,
 <a href="{links["full"]}" rel="external">Sở</a>
 (<a href="mailto:vanthu@{DEPARTMENT}">thư</a>).{p}
<ol><li>Diện tích 10<sup>2</sup> m<sup>2</sup>, H<sub>2</sub>O{li}<li>Phạt <s>500</s> 300{li}</ol>
<figure><picture><img src="{links["picture"]}" alt="Lễ ra mắt" width="800"></picture>
<figcaption>Lễ ra mắt <!-- ảnh --> bộ phận</figcaption></figure>
<table><caption>Hồ sơ</caption>
<thead><tr><th scope="col">Tháng</th><th scope="col">Nhận</th><th scope="col">Trả</th></tr></thead>
<tbody><tr><td>7</td><td></td><td>12</td>{row}<tr><td>8</td><td>9</td><td></td></tr></tbody></table>
<hr>Chữ tổ hợp: ti\u0065\u0302\u0301ng Vi\u0065\u0323\u0302t
</div>
</article></main>
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
    keys = [one.key for one in (FORMER, LEDGER, COUNCIL, ARCHIVE)]
    (to / "keys").write_bytes(files.keys_file(keys))
    return notes[sizes[-1]]


def checkpoint_of(ledger: Ledger, size: int) -> SignedCheckpoint:
    signed = sign_checkpoint(ledger.checkpoint(size), FORMER if size == OLDER[0] else LEDGER)
    given_at = BEGIN + timedelta(minutes=7 * size + 5)
    signed = signed.with_signature(countersign(signed.checkpoint, COUNCIL, given_at))
    if size != SIZE:
        late = countersign(signed.checkpoint, ARCHIVE, given_at + timedelta(hours=1))
        signed = signed.with_signature(late)
    if size == OLDER[-1]:
        again = countersign(signed.checkpoint, COUNCIL, given_at + timedelta(hours=2))
        signed = signed.with_signature(again)
    return signed


def write_proofs(ledger: Ledger, signed: SignedCheckpoint) -> None:
    (HERE / "proofs").mkdir()
    for index in (0, STORY, 255, 256, MONTH[0], SIZE - 1):
        path = HERE / f"proofs/{index}.tlog-proof"
        path.write_bytes(ledger.proof(index, signed).to_bytes())


def write_pages() -> None:
    (HERE / "pages").mkdir()
    for name, html in {
        "sent.html": page(),
        "saved.html": page(saved=True),
        "corrected.html": page(corrected=True),
        "elsewhere.html": page(own=ELSEWHERE),
        "saved-elsewhere.html": page(own=ELSEWHERE, saved=True),
    }.items():
        (HERE / "pages" / name).write_text(html)
    (HERE / "pages/sent.txt").write_text(shown_text_of(page()))


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


# A dossier of published scores (section 11): the month of one scorer, of which one card was corrected since.

SCORES, SCORED_MONTH = "bang-diem-2026-08.json", "2026-08"
NOTICE, DATED = "12/TB-BBT", "2026-09-16"
BANDS = [("Tốt", 9000), ("Khá", 7500), ("Trung bình", 6000), ("Yếu", 0)]
# By portal: the points of three lines, of 4000, 3500 and 2500; None where the line does not apply.
POINTS: dict[str, tuple[int, int, int | None]] = {
    "xa-bac.vidu.example.vn": (3600, 3100, 2400),
    "xa-dong.vidu.example.vn": (3980, 2900, 2400),
    "xa-nam.vidu.example.vn": (2900, 2800, None),
    "xa-tay.vidu.example.vn": (1000, 2000, 1500),
}
CORRECTED_CARD, PENALISED = "xa-tay.vidu.example.vn", "xa-dong.vidu.example.vn"
MOST = (4000, 3500, 2500)


def write_scores() -> None:
    """The file, its proofs, the keys and the notice; below `forged/` others of which each is refused."""
    to, notice = HERE / "scores", b"%PDF-1.7 notice 12/TB-BBT (an example)"
    ledger = Ledger()
    ledger.add([one.to_bytes() for one in acts_of_scores(notice)])
    signed = sign_checkpoint(ledger.checkpoint(len(ledger.written)), LEDGER)
    table = scores()
    for folder, told in {"good": table, **dict(forged_scores(table))}.items():
        (to / folder).mkdir(parents=True)
        (to / folder / SCORES).write_bytes(encode(told))
    for index in range(len(ledger.written)):
        proof = ledger.proof(index, signed).to_bytes()
        (to / "good" / f"{index}.tlog-proof").write_bytes(proof)
    (to / "good/keys").write_bytes(files.keys_file([LEDGER.key]))
    (to / f"good/thong-bao-{PROVINCE}.pdf").write_bytes(notice)


def acts_of_scores(notice: bytes) -> list[Entry]:
    at = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
    of: dict[str, Value] = {"month": SCORED_MONTH, "scorer": PROVINCE}
    by = of | {"rubric": "commune/3"}
    first = [scored(portal, corrected=False) for portal in POINTS]
    digest = sha256(notice).hexdigest()
    facts: list[Value] = [
        {"portal": portal, "sha256": seed(f"facts {portal}").hex()} for portal in POINTS
    ]
    own: dict[str, Value] = {
        "month": SCORED_MONTH, "rubric": "province/1", "card": summed(PROVINCE, [(2500, 2500)]),
        "contested": ["T1"], "confirmed": "Thanh tra tỉnh Ví Dụ", "number": "8/QĐ-TTr",
        "by": opening("auditor").commitment,
    }  # fmt: skip
    bodies: list[tuple[str, dict[str, Value]]] = [
        ("facts", {"month": SCORED_MONTH, "run": 1, "part": 1, "parts": 1, "portals": facts}),
        (
            "round-act",
            of | {"act": "enter-notice", "number": NOTICE, "dated": DATED, "sha256": digest},
        ),
        ("month", by | {"part": 1, "parts": 1, "cards": list(first)}),
        (
            "scores-published",
            of | {
                "rubrics": ["commune/3"], "cards": len(first), "number": NOTICE, "dated": DATED,
                "sha256": digest,
            },
        ),
        ("corrected-card", by | {"card": scored(CORRECTED_CARD)}),
        ("own-card", own),
    ]  # fmt: skip
    return [
        entry(kind, at + timedelta(days=place), PROVINCE, body)
        for place, (kind, body) in enumerate(bodies)
    ]


def scored(portal: str, *, corrected: bool = True) -> dict[str, Value]:
    points = list(POINTS[portal])
    if portal == CORRECTED_CARD and corrected:
        points[0] = 2600
    lines = [(one, most) for one, most in zip(points, MOST, strict=True)]
    return summed(portal, lines, 200 if portal == PENALISED else 0)


def summed(
    portal: str, lines: Sequence[tuple[int | None, int]], penalty: int = 0
) -> dict[str, Value]:
    told: list[Value] = [
        {"criterion": f"T{place}", "most": most, "points": points or 0}
        | ({"na": 1} if points is None else {})
        for place, (points, most) in enumerate(lines, start=1)
    ]
    earned = sum(points or 0 for points, _most in lines)
    applicable = sum(most for points, most in lines if points is not None)
    base = (20_000 * earned + applicable) // (2 * applicable)
    return {
        "portal": portal, "lines": told, "earned": earned, "applicable": applicable,
        "penalty": penalty, "bonus": 0, "total": base - penalty,
    }  # fmt: skip


def scores() -> dict[str, Value]:
    portals = [told_in_public(portal) for portal in POINTS]
    ranks = ranks_of(SCORED_MONTH, "commune", portals)
    for one, (rank, rank_from, rank_to) in zip(portals, ranks, strict=True):
        one |= {"rank": rank, "rank_from": rank_from, "rank_to": rank_to}
    criteria: list[Value] = [
        {"criterion": f"T{place}", "name": f"Tiêu chí {place}"} for place in range(1, 4)
    ]
    bands: list[Value] = [{"name": name, "from": start} for name, start in BANDS]
    return {
        "format": "lien-cong/scores/v1", "month": SCORED_MONTH,
        "scorers": [
            {"scorer": PROVINCE, "name": "Tỉnh Ví Dụ", "notice": NOTICE, "dated": DATED},
        ],
        "rubrics": [
            {
                "rubric": "commune/3", "title": "Bộ tiêu chí xã (ví dụ)", "bands": bands,
                "criteria": criteria,
            },
        ],
        "portals": list(portals),
    }  # fmt: skip


def told_in_public(portal: str) -> dict[str, Any]:
    card: dict[str, Any] = dict(scored(portal))
    lines = [
        line | {"judged": "none" if "na" in line else "machine"}
        | ({"why": "no_cases"} if "na" in line else {})
        for line in card["lines"]
    ]  # fmt: skip
    penalties = [
        {"code": "TRU2", "name": "Đăng lại không ghi nguồn", "kind": "penalty", "times": 2,
         "points": 200},
    ]  # fmt: skip
    told = {
        "name": portal.partition(".")[0], "tier": "commune", "scorer": PROVINCE,
        "rubric": "commune/3", "lines": lines,
        "band": next(name for name, start in BANDS if card["total"] >= start),
        "adjustments": penalties if portal == PENALISED else [],
    }  # fmt: skip
    return card | told | ({"corrected": 1} if portal == CORRECTED_CARD else {})


def forged_scores(table: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    """Each by its folder: one thing changed, all else as in `good`, whose other files belong to it."""
    for name, change in FORGERIES.items():
        told = json.loads(json.dumps(table))
        change(told)
        yield f"forged/{name}", told


def _other(told: Any, name: str, value: object) -> None:
    told[name] = value


FORGERIES: dict[str, Callable[[Any], object]] = {
    "points": lambda one: _other(one["portals"][0]["lines"][1], "points", 3101),
    "total": lambda one: _other(one["portals"][0], "total", 9101),
    "not-applicable": lambda one: one["portals"][2]["lines"][2].update(points=1),
    "uncorrected": lambda one: one["portals"][3].update(corrected=0),
    "penalty": lambda one: _other(one["portals"][1], "penalty", 0),
    "adjustment": lambda one: _other(one["portals"][1], "adjustments", []),
    "band": lambda one: _other(one["portals"][3], "band", "Khá"),
    "rank": lambda one: _other(one["portals"][0], "rank_to", 1),
    "removed": lambda one: one["portals"].pop(),
    "added": lambda one: one["portals"].append(
        one["portals"][0] | {"portal": "xa-la.vidu.example.vn"}
    ),
    "renamed": lambda one: _other(one["portals"][0], "portal", "xa-la.vidu.example.vn"),
    "notice": lambda one: _other(one["scorers"][0], "notice", "13/TB-BBT"),
    "scorer": lambda one: _other(one["scorers"][0], "scorer", DEPARTMENT),
    "month": lambda one: _other(one, "month", "2026-07"),
    "rubric": lambda one: _other(one["portals"][0], "rubric", "commune/2"),
    "one-more-name": lambda one: _other(one, "note", "x"),
}


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
    by_former = sign_checkpoint(ledger.checkpoint(SIZE), FORMER)
    yield fault(
        "former-key", ["ledger"], [written_over("ledger/checkpoint", by_former.to_bytes())],
        "the key that was given did not sign", file="checkpoint", key=str(LEDGER.key),
    )  # fmt: skip
    yield fault(
        "another-key", ["ledger"], [], "the key that was given is not in the file keys", file="keys",
        key=str(Signer(ORIGIN, Algorithm.LEDGER, seed("another")).key),
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
    by_former = Proof(
        ledger.written[STORY],
        STORY,
        ledger.proof(STORY, signed).path,
        sign_checkpoint(signed.checkpoint, FORMER),
    )
    yield fault(
        "proof-former-key", [path, keys], [written_over(path, by_former.to_bytes())],
        "the key that was given did not sign", file=path, key=str(LEDGER.key),
    )  # fmt: skip
    opened = (HERE / "ledger/openings.json").read_bytes().replace(b'"user":17', b'"user":18')
    yield fault(
        "opening", ["ledger"], [written_over("ledger/openings.json", opened)],
        "the value is not what was committed to", file="openings.json",
    )  # fmt: skip


IN_THE_TEXT = "<hr>"
CHANGED_PAGES = (
    ("digit", "1.208", "1.280"),
    ("headline", "tháng 7</h1>", "tháng 8</h1>"),
    ("link", "vanban.vidu.example.vn", "vanban.vidu.examp1e.vn"),
    ("link-to-a-story", "/noi-dung/1007/", "/noi-dung/1008/"),
    ("link-to-another-host", f"https://{DEPARTMENT}/noi-dung/", "https://khac.example.vn/noi-dung/"),
    ("link-not-in-full", ' rel="external">Sở', ">Sở"),
    ("picture", 'alt="Lễ ra mắt"', 'alt="Lễ bế mạc"'),
    ("added", IN_THE_TEXT, "<p>Thêm một câu.</p>" + IN_THE_TEXT),
    ("number-of-a-list", "<ol><li>", "<ol><li>Một</li><li>"),
    ("list-without-numbers", "<ol>", "<ul>"),
    ("power", "10<sup>2</sup>", "102"),
    ("struck-out", "<s>500</s>", "500"),
    ("cell", "<td></td><td>12</td>", "<td>12</td><td></td>"),
    ("row", "</tr><tr><td>8</td>", "<td>8</td>"),
)  # fmt: skip
REFUSED_PAGES = (
    *(
        (name, IN_THE_TEXT, markup + IN_THE_TEXT)
        for name, markup in {
            "hidden": "<p hidden>Thêm một câu.</p>",
            "style-attribute": '<p style="display:none">Thêm một câu.</p>',
            "popover": "<div popover>Thêm một câu.</div>",
            "title-attribute": '<span title="Thêm một câu.">x</span>',
            "script": "<script>document.title</script>",
            "style": "<style>h1::after { content: 'x' }</style>",
            "template": "<template>x</template>",
            "noscript": "<noscript>x</noscript>",
            "frame": '<iframe src="https://khac.example.vn/"></iframe>',
            "object": '<object data="x"></object>',
            "input": '<input value="Thêm một câu.">',
            "textarea": "<textarea>x</textarea>",
            "select": "<select><option>x</option></select>",
            "button": "<button>x</button>",
            "details": "<details><summary>x</summary>y</details>",
            "svg": '<svg viewBox="0 0 9 9"><text y="9">x</text></svg>',
            "math": "<math><mi>x</mi></math>",
            "audio": '<audio src="x"></audio>',
            "video": '<video src="x"></video>',
            "canvas": "<canvas>x</canvas>",
            "start-of-a-list": '<ol start="5"><li>x</li></ol>',
            "nested": f'<div data-shown-text="{OWN}">x</div>',
            "colspan": '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
            "head-behind": "<table><tbody><tr><td>x</td></tr></tbody><thead><tr><td>y</td></tr></thead></table>",
        }.items()
    ),
    ("base", "<title>", '<base href="https://khac.example.vn/"><title>'),
    ("around-hidden", '<article class="story">', '<article class="story" hidden>'),
    ("around-details", '<article class="story">', '<article class="story"><details open>'),
    ("third-text", "</main>", f'</main><div data-shown-text="{OWN}">Một chữ khác.</div>'),
    ("one-text", "<h1 data-shown-text", "<h1 data-khac"),
    ("two-addresses", 'text" data-shown-text="https:', 'text" data-shown-text="http:'),
    ("no-address", f'data-shown-text="{OWN}"', 'data-shown-text="/"'),
    ("no-page-of-a-story", "data-shown-text", "data-khac"),
)  # fmt: skip


def faults_of_pages() -> Iterator[dict[str, object]]:
    proof = f"proofs/{STORY}.tlog-proof"
    saved = (HERE / "pages/saved.html").read_text()
    for says, changed in (
        ("this is not the text of the entry", CHANGED_PAGES),
        ("what readers saw cannot be told from the page", REFUSED_PAGES),
    ):
        for name, old, new in changed:
            if old not in saved:
                raise ValueError(name)
            everywhere = name in {"no-address", "no-page-of-a-story"}
            page = saved.replace(old, new, -1 if everywhere else 1)
            yield fault(
                f"page-{name}", ["pages/saved.html", proof, "ledger/keys"],
                [written_over("pages/saved.html", page.encode())], says, file="pages/saved.html",
            )  # fmt: skip
    yield fault(
        "page-of-another-entry", ["pages/corrected.html", proof, "ledger/keys"], [],
        "this is not the text of the entry", file="pages/corrected.html",
    )  # fmt: skip


if __name__ == "__main__":
    main()
