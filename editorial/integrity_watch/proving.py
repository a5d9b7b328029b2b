"""What proves a story to its readers, against the ledger: its PDF, the page that tells its acts, the packed proofs."""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from lxml.html import HtmlElement, document_fromstring

from editorial.models import StoryPage
from editorial.models.to_record import PAPER
from editorial.public.proof_files import HOW_TO, how_to_check, proof_file_name
from editorial.public.queries.recorded import CONTENT
from portals.ledger.entries import Entry
from portals.ledger.folder import KEYS, keys_file
from portals.ledger.keys import known_keys
from portals.ledger.models import LedgerCheckpoint, LedgerEntry
from portals.ledger.notes import Key
from portals.ledger.proofs import SUFFIX, BadProof, Proof
from portals.ledger.queries import checkpoint_of
from portals.ledger.recorded import RecordedAct, acts_about

from .kinds import AddressKind, Alteration, AlterationKind
from .models import WatchedAddress

PROVING = {AddressKind.PROOF, AddressKind.PROOFS}
# A page may lie in a cache for some minutes, and a checkpoint is signed each minute.
RECENT_CHECKPOINTS = 20
LARGEST_UNPACKED = 2 * 1024 * 1024
_INDEX = re.compile(rf"/proof/([0-9]+){re.escape(SUFFIX)}$")


@dataclass(frozen=True, slots=True)
class ProofExpected:
    """What the ledger holds of one story, and by what it is signed."""

    acts: tuple[RecordedAct, ...]
    # Those and the ones about the story that it was made from: a recall may be of both.
    allowed: Mapping[int, RecordedAct]
    roots: frozenset[str]
    keys: tuple[Key, ...]

    @property
    def has_places(self) -> bool:
        return any(act.index is not None for act in self.acts)


def papers_told(
    looked: Sequence[WatchedAddress], told: Mapping[int, LedgerEntry]
) -> dict[tuple[int, int], str]:
    """The SHA-256 of the PDF of each text that stands as `told`, by content and portal. One query."""
    subjects = {one.subject for one in looked if one.kind == AddressKind.PAPER} & set(told)
    if not subjects:
        return {}
    entries = LedgerEntry.objects.filter(kind=PAPER, subject__in=map(str, subjects))
    return {
        (int(entry.subject), entry.portal_id): str(
            Entry.from_bytes(bytes(entry.entry)).body["sha256"]
        )
        for entry in entries.order_by("subject", "-pk").distinct("subject")
        # Of an earlier version it says nothing any more.
        if entry.pk > told[int(entry.subject)].pk and entry.portal_id is not None
    }


def proofs_told(looked: Sequence[WatchedAddress]) -> dict[int, ProofExpected]:
    """What the ledger holds of the stories whose proofs are looked at. Four queries, or none."""
    subjects = {one.subject for one in looked if one.kind in PROVING and one.subject is not None}
    if not subjects:
        return {}
    stories = StoryPage.objects.filter(pk__in=subjects)
    sources = dict(stories.values_list("pk", "adapted_from"))
    acts: dict[str, list[RecordedAct]] = defaultdict(list)
    for act in acts_about(CONTENT, subjects | set(sources.values()) - {None}):
        acts[str(act.entry.body[CONTENT])].append(act)
    recent = LedgerCheckpoint.objects.order_by("-pk")[:RECENT_CHECKPOINTS]
    roots = frozenset(b64encode(checkpoint_of(one).root).decode() for one in recent)
    keys = tuple(known_keys())
    return {
        subject: ProofExpected(
            acts=tuple(acts[str(subject)]),
            allowed={
                act.index: act
                for content in (subject, sources.get(subject))
                for act in acts.get(str(content), ())
                if act.index is not None
            },
            roots=roots,
            keys=keys,
        )
        for subject in subjects
    }


def judge_proof_page(text: str, expected: ProofExpected) -> Iterator[Alteration]:
    """Compare the acts that a page tells with those of the ledger, and its root with the signed ones."""
    root = document_fromstring(text)
    items = [item for told in root.find_class("proof-acts") for item in told.iter("li")]
    words = [_words(item) for item in items]
    for act in expected.acts:
        if not any(_one_line(act.sentence) in said for said in words):
            yield _unlike(act.sentence, _("an act of the ledger is missing"))
    for item, said in zip(items, words, strict=True):
        sentences = [_one_line(act.sentence) for act in _meant(item, expected)]
        if not any(sentence in said for sentence in sentences):
            yield _unlike(sentences[0] if sentences else _("acts of the ledger only"), said)
    for code in root.iter("code"):
        if (said := _words(code)) not in expected.roots:
            yield _unlike(_("the root of a checkpoint"), said)


def judge_proofs(packed: bytes, expected: ProofExpected) -> Iterator[Alteration]:
    """Check each packed proof as whoever takes it home does, and against the row that it is of."""
    try:
        files = _unpacked(packed)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        yield _other_bytes("ZIP", str(error))
        return
    proven: dict[str, RecordedAct] = {}
    size = 0
    for name in sorted(one for one in files if one.endswith(SUFFIX)):
        try:
            proof, act = _proven(name, files[name], expected)
        except BadProof as error:
            yield _other_bytes(_("a good proof"), f"{name}: {error}")
            continue
        proven[name] = act
        size = max(size, proof.checkpoint.checkpoint.size)
    places = {act.index for act in proven.values()}
    for act in expected.acts:
        if act.index not in places and act.index is not None and act.index < size:
            yield _other_bytes(act.sentence, _("an act of the ledger is missing"))
    packed_acts = sorted(proven.items(), key=lambda one: one[1].index or 0)
    wanted = {KEYS: keys_file(expected.keys), HOW_TO: how_to_check(packed_acts)}
    beside = {name: content for name, content in files.items() if not name.endswith(SUFFIX)}
    for name in sorted(beside.keys() | wanted.keys()):
        if beside.get(name) != wanted.get(name):
            yield _other_bytes(_("the proofs and the keys"), name)


def _proven(name: str, content: bytes, expected: ProofExpected) -> tuple[Proof, RecordedAct]:
    """Return a proof that is good, with the act that it is of. Raises BadProof."""
    proof = Proof.parse(content)
    proof.verify(expected.keys)
    act = expected.allowed.get(proof.index)
    if act is None or act.entry.to_bytes() != proof.entry or name != proof_file_name(act, proof):
        raise BadProof("of another act")
    return proof, act


def _meant(item: HtmlElement, expected: ProofExpected) -> list[RecordedAct]:
    """The acts that an item may tell of: the one whose number it gives, or any without a place."""
    for link in item.iter("a"):
        if found := _INDEX.search(link.get("href") or ""):
            act = expected.allowed.get(int(found[1]))
            return [act] if act else []
    return [*expected.acts, *expected.allowed.values()]


def _unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
            raise ValueError("too large")
        return {
            PurePosixPath(info.filename).name: archive.read(info) for info in archive.infolist()
        }


def _unlike(expected: str, found: str) -> Alteration:
    return Alteration(AlterationKind.TEXT, _one_line(expected)[:300], _one_line(found)[:300])


def _other_bytes(expected: str, found: str) -> Alteration:
    return Alteration(AlterationKind.BYTES, _one_line(expected)[:300], _one_line(found)[:300])


def _words(element: HtmlElement) -> str:
    return _one_line(element.text_content())


def _one_line(text: str) -> str:
    return " ".join(text.split())
