"""Both stand-alone verifiers on public pages drawn by lot, as they are kept, and on altered ones."""

from __future__ import annotations

import contextlib
import io
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Browser

from editorial.enums import RemovalKind
from editorial.models import Correction, StoryPage, StoryPaper
from editorial.placements.actions import withdraw_story
from editorial.public_record.recording import record_waiting
from portals.ledger import folder
from portals.ledger.growing import grow
from portals.ledger.keys import add_key, known_keys
from portals.ledger.notes import countersign
from portals.ledger.queries import checkpoint_of, newest_checkpoint, proofs_at
from portals.ledger.recorded import acts_about
from portals.ledger.signing import take
from syndication.recalls.recalling import recall_story
from tests.portals.ledger.many import verify_py
from tests.portals.ledger.verifying_page import VerifyingPage
from tests.portals.ledger.writing import WITNESS

from .altered_pages import altered, untouched
from .drawn_stories import DrawnScene
from .saved_pages import SavingBrowser, page_in, with_page

PAPER = "PDF"


@dataclass
class KeptPage:
    """A page or a PDF that somebody keeps, with the proofs that are had for it."""

    story: int
    form: str
    page: bytes
    # Of the text that it shows, and of all other acts on the story.
    proof: bytes = b""
    others: dict[str, bytes] = field(default_factory=dict)

    @property
    def is_paper(self) -> bool:
        return self.form.startswith(PAPER)

    def with_page(self, page: bytes) -> KeptPage:
        return replace(self, page=page)


@dataclass
class Tried:
    """How often each verifier was asked and was wrong."""

    asked: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, sort: str, what: str, verifier: str, code: int, *, good: bool) -> None:
        self.asked[sort, verifier, what] += 1
        # Unreadable (2) is no answer to an alteration.
        if code != (0 if good else 1):
            self.wrong.append(f"{verifier} said {code} of {sort}: {what}")

    def table(self) -> str:
        rows = [f"{'':10}{'verifier':14}{'given':>7}{'wrong':>7}"]
        for sort in ("genuine", "altered"):
            for verifier in ("verify.py", "verify.html"):
                many = sum(n for (s, v, _), n in self.asked.items() if (s, v) == (sort, verifier))
                wrong = sum(
                    one.startswith(f"{verifier} said") and f" of {sort}:" in one
                    for one in self.wrong
                )
                rows.append(f"{sort:10}{verifier:14}{many:7}{wrong:7}")
        whats = Counter()
        for (sort, verifier, what), many in self.asked.items():
            if verifier == "verify.py":
                whats[sort, what] += many
        rows += [f"  {sort}: {what}: {many}" for (sort, what), many in sorted(whats.items())]
        return "\n".join(rows)


def tried(chromium: Browser, *, genuine: int, altered_ones: int, seed: int) -> Tried:
    lot, found = random.Random(seed), Tried()
    kept = kept_pages(lot, chromium, genuine)
    keys = folder.keys_file(known_keys())
    context = chromium.new_context()
    html = VerifyingPage.opened(context)
    for one in kept[:genuine]:
        for verifier, code in _codes(html, one, keys):
            found.add("genuine", one.form, verifier, code, good=True)
    for _ in range(altered_ones):
        one = lot.choice(kept)
        others = [each for each in kept if each.story != one.story]
        other = lot.choice([each for each in others if each.is_paper == one.is_paper])
        what, page = _altered(lot, one, other)
        if not one.is_paper:
            control = one.with_page(with_page(one.page, untouched(page_in(one.page))))
            if _by_python(control, keys):
                found.wrong.append(f"a rewritten page is another: {one.form} of {one.story}")
        for verifier, code in _codes(html, one.with_page(page), keys):
            found.add("altered", what, verifier, code, good=False)
    context.close()
    return found


def _altered(lot: random.Random, one: KeptPage, other: KeptPage) -> tuple[str, bytes]:
    if not one.is_paper:
        what, page = altered(lot, page_in(one.page), page_in(other.page))
        return what, with_page(one.page, page)
    at = lot.randrange(len(one.page))
    ways = {
        "a bit of the PDF": one.page[:at]
        + bytes([one.page[at] ^ 1 << lot.randrange(8)])
        + one.page[at + 1 :],
        "a PDF cut short": one.page[:at],
        "something behind the PDF": one.page + b"\n%%EOF\n",
        "another PDF": other.page,
    }
    return lot.choice(list(ways.items()))


def kept_pages(lot: random.Random, chromium: Browser, many: int) -> list[KeptPage]:
    """Draw stories, keep their pages before and after what becomes of them, and fetch the proofs at the end."""
    scene, kept = DrawnScene.made(lot), list[KeptPage]()
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    browser = SavingBrowser(context)
    ends: dict[int, int] = {}
    while len(kept) < many:
        story = scene.story()
        placed = scene.placed(story)
        _settle()
        for after in (None, *lot.sample([_corrected, _withdrawn, _recalled], 1)):
            if after is not None:
                after(scene, story)
                _settle()
                placed = [one for one in placed if _stands(one)]
            [*_, text] = [
                act for act in acts_about("content", [story.pk]) if "title" in act.entry.body
            ]
            if placed and (paper := StoryPaper.objects.filter(story=story).first()):
                kept.append(KeptPage(story.pk, f"{PAPER}, origin", paper.file.read()))
                ends[id(kept[-1])] = text.index + 1
            for placement in placed:
                for form, page in browser.forms_of(placement).items():
                    kept.append(KeptPage(story.pk, f"{form}, {placement.role}", page))
                    ends[id(kept[-1])] = text.index
    context.close()
    _countersign()
    _add_proofs(kept, ends)
    lot.shuffle(kept)
    return kept


def _stands(placement) -> bool:
    placement.refresh_from_db(fields=["removed_at"])
    return placement.removed_at is None


def _settle() -> None:
    while record_waiting(now=timezone.now()):
        pass
    grow(now=timezone.now())


def _corrected(scene: DrawnScene, story: StoryPage) -> None:
    Correction.objects.create(
        story=story,
        text=scene.words(8),
        written_by=scene.heads[story.portal_of_page().pk],
        written_at=timezone.now(),
    )
    page = type(story).objects.get(pk=story.pk)
    page.lead = f"{scene.words(12)} {scene.lot.randint(1, 10**6)}"
    page.save_revision().publish(skip_permission_checks=True)


def _withdrawn(scene: DrawnScene, story: StoryPage) -> None:
    withdraw_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason=scene.words(5),
        actor=scene.heads[story.portal_of_page().pk],
        now=timezone.now(),
    )


def _recalled(scene: DrawnScene, story: StoryPage) -> None:
    recall_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason=scene.words(5),
        actor=scene.heads[scene.province.pk],
        now=timezone.now(),
    )


def _countersign() -> None:
    add_key(WITNESS.key, now=timezone.now())
    newest = newest_checkpoint()
    line = countersign(checkpoint_of(newest), WITNESS, timezone.now())
    take((newest.note + line.line).encode(), now=timezone.now())


def _add_proofs(kept: list[KeptPage], indexes: dict[int, int]) -> None:
    acts = {one.story: [act.index for act in acts_about("content", [one.story])] for one in kept}
    proofs = {}
    for some in acts.values():
        proofs |= {index: proof.to_bytes() for index, proof in proofs_at(some).items()}
    for one in kept:
        own = indexes[id(one)]
        one.proof = proofs[own]
        others = [index for index in acts[one.story] if index != own]
        one.others = {f"{index}.tlog-proof": proofs[index] for index in others}


def _codes(html: VerifyingPage, one: KeptPage, keys: bytes) -> list[tuple[str, int]]:
    told = html.proof(
        later=one.others,
        key=keys.decode().splitlines()[0].removeprefix("log "),
        proof=one.proof,
        keys=keys,
        **{"paper" if one.is_paper else "page": one.page},
    )
    return [("verify.py", _by_python(one, keys)), ("verify.html", told["code"])]


def _by_python(one: KeptPage, keys: bytes) -> int:
    with tempfile.TemporaryDirectory() as named, contextlib.redirect_stdout(io.StringIO()):
        at = Path(named)
        files = {"it.tlog-proof": one.proof, "keys": keys, "page.html": one.page} | one.others
        for name, data in files.items():
            (at / name).write_bytes(data)
        later = [part for name in one.others for part in ("--later", str(at / name))]
        given = [
            str(at / "it.tlog-proof"),
            "--keys",
            str(at / "keys"),
            "--paper" if one.is_paper else "--page",
            str(at / "page.html"),
        ]
        return verify_py().main([*given, *later, "--json"])
