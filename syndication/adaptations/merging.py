"""Three-way comparison of a story: the source as its board last saw it, the source now, the board's own text.

Pure functions over plain values: fields by name, blocks of the body by id. A `Change` is one thing that the source
did since and that the own text does not hold; taking some of them is `apply`. Taken together they give the source,
and none of them touches anything else:

    apply(base, source, every key) == source        apply(own, source, ()) == own
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

type Block = Mapping[str, Any]
type Kind = Literal["changed", "added", "removed", "moved"]

ORDER = "order"
# A block that was deleted and typed anew in the same place is the same block, if it says much the same.
SAME_BLOCK = 0.5


@dataclass(frozen=True, slots=True)
class TextVersion:
    """What of a story is compared: `fields` by name, `body` in order, each block with id, type and value."""

    fields: Mapping[str, Any]
    body: Sequence[Block]

    def block(self, block_id: str) -> Block | None:
        return next((block for block in self.body if block["id"] == block_id), None)

    def order(self) -> list[str]:
        return [block["id"] for block in self.body]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the source. `before`, `now` and `own` are field values or blocks; None where there is none.

    `is_conflict`: the board changed the same place, so that taking this loses words of its own.
    """

    key: str
    kind: Kind
    before: Any
    now: Any
    own: Any
    is_conflict: bool


def changes(*, base: TextVersion, source: TextVersion, own: TextVersion) -> list[Change]:
    """Return what the source changed since `base` and `own` does not hold yet: fields first, then down the body."""
    return [
        *_field_changes(base, source, own),
        *_block_changes(base, source, own),
        *_order_change(base, source, own),
    ]


def apply(text: TextVersion, source: TextVersion, keys: Collection[str]) -> TextVersion:
    """Return `text` with the changes named by `keys` taken from `source`; a key it does not know changes nothing."""
    fields = {
        name: source.fields[name] if name in keys and name in source.fields else value
        for name, value in text.fields.items()
    }
    taken = {key.removeprefix("block:") for key in keys if key.startswith("block:")}
    wanted = source.order()
    body = [block for block in text.body if block["id"] not in taken or block["id"] in wanted]
    for place, block in enumerate(source.body):
        if block["id"] in taken:
            _put(body, block, wanted[:place])
    return TextVersion(fields, _reordered(body, wanted) if ORDER in keys else body)


def aligned(base: TextVersion, source: TextVersion) -> TextVersion:
    """Return `source` with the ids of `base` where blocks are the same ones under new ids.

    An imported text has no ids until an editor first saves it, and what is cut and pasted gets a new one.
    """
    known, present = set(base.order()), set(source.order())
    free = [block for block in base.body if block["id"] not in present]
    body = []
    for block in source.body:
        twin = None if block["id"] in known else _twin(block, free)
        if twin is not None:
            free.remove(twin)
            block = {**block, "id": twin["id"]}
        body.append(block)
    return TextVersion(source.fields, body)


def _field_changes(base: TextVersion, source: TextVersion, own: TextVersion) -> Iterator[Change]:
    for name, now in source.fields.items():
        before, mine = base.fields.get(name), own.fields.get(name)
        if now not in (before, mine):
            yield Change(name, "changed", before, now, mine, is_conflict=mine != before)


def _block_changes(base: TextVersion, source: TextVersion, own: TextVersion) -> Iterator[Change]:
    gone = [block for block in base.body if source.block(block["id"]) is None]
    for now in source.body:
        before, mine = base.block(now["id"]), own.block(now["id"])
        if before == now or mine == now:
            continue
        kind: Kind = "added" if before is None else "changed"
        yield Change(_key(now), kind, before, now, mine, is_conflict=mine != before)
    for before in gone:
        mine = own.block(before["id"])
        if mine is not None:
            yield Change(_key(before), "removed", before, None, mine, is_conflict=mine != before)


def _order_change(base: TextVersion, source: TextVersion, own: TextVersion) -> Iterator[Change]:
    shared = set(base.order()) & set(source.order())
    before, now = _only(base, shared), _only(source, shared)
    mine = _only(own, shared)
    if before == now or mine == [block for block in now if block in mine]:
        return
    moved = mine != [block for block in before if block in mine]
    yield Change(ORDER, "moved", before, now, mine, is_conflict=moved)


def _only(text: TextVersion, ids: Collection[str]) -> list[str]:
    return [block_id for block_id in text.order() if block_id in ids]


def _key(block: Block) -> str:
    return f"block:{block['id']}"


def _put(body: list[Block], block: Block, before: Sequence[str]) -> None:
    """Put `block` where it stands already, or else behind the nearest of those that precede it in the source."""
    ids = [one["id"] for one in body]
    if block["id"] in ids:
        body[ids.index(block["id"])] = block
        return
    places = [ids.index(block_id) for block_id in reversed(before) if block_id in ids]
    body.insert(places[0] + 1 if places else 0, block)


def _reordered(body: list[Block], wanted: Sequence[str]) -> list[Block]:
    """The blocks that the source has too take its order among themselves; all others stay in their places."""
    shared = sorted(
        (block for block in body if block["id"] in wanted),
        key=lambda block: wanted.index(block["id"]),
    )
    following = iter(shared)
    return [next(following) if block["id"] in wanted else block for block in body]


def _twin(block: Block, candidates: Sequence[Block]) -> Block | None:
    of_kind = [one for one in candidates if one["type"] == block["type"]]
    for one in of_kind:
        if one["value"] == block["value"]:
            return one
    near = [(_likeness(one["value"], block["value"]), one) for one in of_kind]
    best = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= SAME_BLOCK else None


def _likeness(one: Any, other: Any) -> float:
    return SequenceMatcher(None, str(one), str(other), autojunk=False).ratio()
