"""Checks an archive: appended to the ledger's verifier, with which it makes one file that needs nothing else."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

# -- in the file that is given away these stand above -------------------------------------------------
from portals.ledger.verifier import verify as ledger
from portals.ledger.verifier.verify import Bad, Key, Proof, Unreadable, keys_of, read_text, say

# -- so far -------------------------------------------------------------------------------------------

MANIFEST, PROOF, KEYS = "MANIFEST.jsonl", "MANIFEST.tlog-proof", "KEYS"
ARCHIVE_FORMAT = "lien-cong/province-archive/v1"
MOST_NAMED = 20


def archive_head(folder: Path) -> tuple[dict[str, Any], str, int]:
    """ArchiveHead of the list, SHA-256 of the list, and how many files it names."""
    digest, files = hashlib.sha256(), 0
    try:
        with (folder / MANIFEST).open("rb") as lines:
            first = next(lines)
            digest.update(first)
            for line in lines:
                digest.update(line)
                files += b'"gone":' not in line
        head = json.loads(first)
    except (OSError, StopIteration, ValueError):
        raise Unreadable(say("{p}: không có danh sách", "{p}: no list", p=folder)) from None
    if not isinstance(head, dict) or head.get("format") != ARCHIVE_FORMAT:
        raise Unreadable(say("{p}: danh sách sai dạng", "{p}: the list is malformed", p=folder))
    return head, digest.hexdigest(), files


def check_seal(folder: Path, trusted: list[Key]) -> list[str]:
    """That the ledger knows the list. Raises Bad."""
    head, digest, files = archive_head(folder)
    ours, witnesses = keys_of(read_text(folder / KEYS))
    proof = Proof(read_text(folder / PROOF), ours, witnesses, trusted or None)
    if proof.entry["kind"] != "archive":
        raise Bad(say("bằng chứng về việc khác", "the proof is of something else"))
    body = proof.body
    told = (body.get("archive"), body.get("sha256"), body.get("files"), body.get("since", ""))
    if told != (head["archive"], digest, files, head["since"]):
        raise Bad(
            say(
                "{p}: DANH SÁCH KHÁC với danh sách sổ cái đã ghi",
                "{p}: THE LIST IS NOT the one that the ledger knows",
                p=folder,
            )
        )
    lines = [proof.told(), proof.checkpoint.told()]
    if not trusted:
        lines.append(
            say(
                "CHƯA đối chiếu khóa: hãy cho --key in trên thông báo hằng tháng.",
                "The key was NOT compared: give --key from the printed notice.",
            )
        )
    return lines


def archive_lines(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / MANIFEST).open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield json.loads(line)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def safe_name(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and not name.startswith("/") and ".." not in parts and "\\" not in name


def differences(folders: list[Path]) -> Iterator[str]:
    """What is not as the newest list says, each file taken from the archive that holds it."""
    by_archive = {archive_head(one)[0]["archive"]: one for one in folders}
    newest, listed = folders[-1], {MANIFEST, PROOF, KEYS}
    if len(folders) == 1 and holds_others_files(newest):
        # Archives that were laid over each other: all that the list names is here.
        by_archive |= dict.fromkeys((one.get("held", "") for one in archive_lines(newest)), newest)
    for told in archive_lines(newest):
        if "gone" in told:
            continue
        if fault := difference(told, by_archive, is_alone=len(folders) == 1):
            yield fault
        if by_archive.get(told["held"]) == newest:
            listed.add(told["name"])
    for path in newest.rglob("*"):
        name = path.relative_to(newest).as_posix()
        if path.is_file() and name not in listed:
            yield say("{n}: không có trong danh sách", "{n}: is not in the list", n=name)


def holds_others_files(folder: Path) -> bool:
    """Whether a file lies here that the list says is held by another archive."""
    own = archive_head(folder)[0]["archive"]
    others = (one for one in archive_lines(folder) if one.get("held", own) != own)
    return any(safe_name(one["name"]) and (folder / one["name"]).is_file() for one in others)


def difference(told: dict[str, Any], by_archive: dict[str, Path], *, is_alone: bool) -> str:
    """What is wrong with one file, "" where nothing is. Of a delta by itself only its own are looked at."""
    name, holder = told["name"], by_archive.get(told["held"])
    if not safe_name(name):
        return say("{n}: tên không được phép", "{n}: not a name", n=name)
    if holder is None:
        missing = say("{n}: thiếu bản lưu {a}", "{n}: lacks archive {a}", n=name, a=told["held"])
        return "" if is_alone else missing
    if sha256_of(holder / name) != told["sha256"]:
        return say("{n}: bị sửa hoặc thiếu", "{n}: changed or missing", n=name)
    return ""


def check_chain(folders: list[Path]) -> None:
    """That each goes on from the one before. Raises Bad."""
    for before, after in pairwise(folders):
        if archive_head(after)[0]["since"] != archive_head(before)[1]:
            raise Bad(say("{a} không nối tiếp {b}", "{a} does not follow {b}", a=after, b=before))


def lay_over(folders: list[Path], into: Path) -> int:
    """Write into a new folder what the newest list names, and nothing that is gone."""
    if into.exists():
        raise Unreadable(say("{p} đã có", "{p} is there already", p=into))
    by_archive = {archive_head(one)[0]["archive"]: one for one in folders}
    lacking = {one["held"] for one in archive_lines(folders[-1]) if "gone" not in one}
    lacking -= by_archive.keys()
    if lacking:
        a = ", ".join(sorted(lacking))
        raise Unreadable(say("thiếu bản lưu {a}", "archive {a} is lacking", a=a))
    count = 0
    for told in archive_lines(folders[-1]):
        if "gone" not in told:
            to = into / told["name"]
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(by_archive[told["held"]] / told["name"], to)
            count += 1
    for name in (MANIFEST, PROOF, KEYS):
        shutil.copyfile(folders[-1] / name, into / name)
    return count


def archive_asked() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Kiểm chứng kho lưu / verifies an archive: FOLDER, or BASE DELTA DELTA ... in their order."
        " `verify.py ledger ...` is the ledger's own verifier."
    )
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--key", action="append", default=[], help="the ledger's key, from paper")
    parser.add_argument("--into", type=Path, help="lay all over each other, into a new folder")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    return parser


def check_archives(folders: list[Path], trusted: list[Key]) -> None:
    """Say what is good. Raises Bad."""
    for folder in folders:
        for line in check_seal(folder, trusted):
            print(line)
    check_chain(folders)
    faults = list(differences(folders))
    for fault in faults[:MOST_NAMED]:
        print(fault)
    if faults:
        raise Bad(say("{n} tệp không đúng", "{n} files are not right", n=len(faults)))


def archive_main(arguments: list[str]) -> int:
    """0: all is good; 1: something is not; 2: it cannot be read."""
    if arguments and arguments[0] == "ledger":
        return ledger.main(arguments[1:])
    given = archive_asked().parse_args(arguments)
    ledger.LANGUAGE = given.lang
    folders = given.folders or [Path(__file__).resolve().parent]
    try:
        check_archives(folders, [Key(line) for line in given.key])
        if given.into:
            print(lay_over(folders, given.into))
    except Unreadable as error:
        print(error)
        return 2
    except Bad as error:
        print(error)
        print(say("KHÔNG HỢP LỆ", "NOT GOOD"))
        return 1
    print(say("HỢP LỆ", "GOOD"))
    return 0


if __name__ == "__main__":
    sys.exit(archive_main(sys.argv[1:]))
