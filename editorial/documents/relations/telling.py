"""What a page tells of a document's force: its state on a day, why, its timeline, and its relations both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from editorial.documents.force.timeline import timeline_of
from editorial.documents.provision_names import provision_name, provision_names
from editorial.documents.relations.citing import Cited, cited_ends
from editorial.documents.relations.register import (
    Known,
    is_public_document,
    known_about,
    name_of_page,
    source_of,
    target_of,
)
from editorial.documents.relations.words import (
    RELATIONS,
    cause_words,
    national_words,
    reasons_words,
    state_words,
    wording,
)
from editorial.enums import RelationKind
from editorial.models import DocumentRelation, OfficialDocumentPage
from portals.models import Portal

# What the text of a document here may not show yet.
CHANGES_OF_TEXT = frozenset({RelationKind.AMEND, RelationKind.CORRECT})
# Of provisions alone they change what is to be read; of the whole they change its force, which stands above the text.
CHANGES_OF_PROVISIONS = frozenset({RelationKind.REPEAL, RelationKind.RESTORE})


@dataclass(frozen=True, slots=True)
class ToldRelation:
    """A relation as one of its documents tells it. `day` is None where it is not known; `is_void`: it has no effect."""

    relation: DocumentRelation
    heard: bool
    wording: str
    other: Cited
    provisions: str
    clause: str
    day: date | None
    is_uncertain: bool = False
    is_void: bool = False

    @property
    def sentence(self) -> str:
        """The relation in a line, such as "Amended by Quyết định ...: Điều 3"."""
        of_what = f": {self.provisions}" if self.provisions else ""
        return f"{self.wording} {self.other.name}{of_what}"


@dataclass(frozen=True, slots=True)
class Group:
    wording: str
    told: list[ToldRelation]


@dataclass(frozen=True, slots=True)
class Turned:
    """A day of the timeline; `words` is the state from it on, "" where it stays."""

    day: date | None
    happened: list[str]
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class ForceTold:
    """Everything that is told of a document's force on `day`."""

    day: date
    state: str
    words: str
    national: str
    reasons: list[str]
    timeline: list[Turned]
    groups: list[Group]
    not_in_text: list[ToldRelation]


def force_told(
    page: OfficialDocumentPage, day: date, *, portal: Portal, draft: bool = False
) -> ForceTold:
    """Return what is told of a document on a day. Two queries, whatever is said of it, and by it.

    With `draft`, for its own board: what it keeps counts as if it were published, and its own drafts are named.
    """
    known = known_about([page.pk], own=[page.pk], drafts=[page.pk] if draft else (), portal=portal)
    own_tree = portal.root.path if draft and portal.root else ""
    relations = [
        one for one in known.around if _is_at(one, page) and (draft or is_public_document(one))
    ]
    shown = {one.pk: one for one in [*known.relations.values(), *relations]}
    cited = cited_ends(shown.values(), known.pages, drafts_of=own_tree)
    told = [
        one for relation in relations if (one := _told(relation, page, known, cited)) is not None
    ]
    name = name_of_page(page.pk)
    answer = known.force.answer(name, day)
    amended = bool(known.force.amended_by(name, day))
    acts = {
        pk: cited[source_of(one)].name
        for pk, one in known.relations.items()
        if source_of(one) in cited
    }
    return ForceTold(
        day=day,
        state=answer.state,
        words=state_words(answer.state, amended=amended, parts=answer.parts),
        national=national_words(answer.state, amended=amended),
        reasons=reasons_words(answer, acts),
        timeline=_timeline(known, name, told),
        groups=_groups(told),
        not_in_text=_not_in_text(told, day),
    )


def _is_at(relation: DocumentRelation, page: OfficialDocumentPage) -> bool:
    return page.pk in {relation.source_page_id, relation.target_page_id}


def _told(
    relation: DocumentRelation, page: OfficialDocumentPage, known: Known, cited: dict[str, Cited]
) -> ToldRelation | None:
    heard = relation.target_page_id == page.pk
    other = cited.get(source_of(relation) if heard else target_of(relation))
    if other is None:
        return None
    happening = next(
        (
            one
            for one in known.force.history.happenings.get(target_of(relation), ())
            if one.event.id == str(relation.pk)
        ),
        None,
    )
    day = relation.happens_on
    if happening is not None:
        day = happening.day if happening.certain else None
    return ToldRelation(
        relation=relation,
        heard=heard,
        wording=wording(relation.kind, heard=heard),
        other=other,
        provisions=provision_names(relation.provisions or ()),
        clause=provision_name(relation.clause) if relation.clause else "",
        day=day,
        is_uncertain=happening is not None and not happening.certain,
        is_void=str(relation.pk) in known.force.history.void,
    )


def _groups(told: Iterable[ToldRelation]) -> list[Group]:
    """The relations under their wording, what was done to the document first."""
    groups: dict[str, list[ToldRelation]] = {}
    for heard in (True, False):
        for kind in RELATIONS:
            for one in told:
                if one.heard is heard and one.relation.kind == kind:
                    groups.setdefault(one.wording, []).append(one)
    return [Group(words, ones) for words, ones in groups.items()]


def _timeline(known: Known, name: str, told: Iterable[ToldRelation]) -> list[Turned]:
    said = {str(one.relation.pk): one.sentence for one in told if one.heard}
    entries = []
    for change in timeline_of(known.force, name):
        after = known.force.answer(name, change.day)
        amended = bool(known.force.amended_by(name, change.day))
        entries.append(
            Turned(
                day=None if change.day == date.min else change.day,
                happened=[cause_words(cause, said) for cause in change.causes],
                words=state_words(after.state, amended=amended, parts=after.parts),
                state=after.state,
            )
        )
    return entries


def _not_in_text(told: Iterable[ToldRelation], day: date) -> list[ToldRelation]:
    """What is known to change the wording by the end of a day, and does not stand in the text here."""
    return [
        one
        for one in told
        if one.heard
        and _changes_wording(one.relation)
        and one.relation.in_text_at is None
        and not one.is_void
        and (one.day is None or one.day <= day)
    ]


def _changes_wording(relation: DocumentRelation) -> bool:
    of_provisions = relation.kind in CHANGES_OF_PROVISIONS and bool(relation.provisions)
    return relation.kind in CHANGES_OF_TEXT or of_provisions
