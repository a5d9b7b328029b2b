"""The three-way comparison, by random edits: no own word is lost unseen, no change of the source hidden."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.adaptations.merging import ORDER, TextVersion, aligned, apply, changes

IDS = [f"b{number}" for number in range(6)]
WORDS = st.sampled_from(["một", "hai", "ba"])
FIELDS = st.fixed_dictionaries({"title": WORDS, "lead": WORDS})


@st.composite
def texts(draw) -> TextVersion:
    ids = draw(st.lists(st.sampled_from(IDS), unique=True))
    body = [{"id": one, "type": "text", "value": draw(WORDS)} for one in ids]
    return TextVersion(draw(FIELDS), body)


def keys_of(found) -> set[str]:
    return {change.key for change in found}


@settings(max_examples=300)
@given(base=texts(), source=texts())
def test_who_changed_nothing_and_takes_everything_has_the_source(base, source) -> None:
    found = changes(base=base, source=source, own=base)

    assert apply(base, source, keys_of(found)) == source
    assert not any(change.is_conflict for change in found)


@settings(max_examples=300)
@given(base=texts(), source=texts(), own=texts())
def test_what_is_not_taken_stays_as_it_was(base, source, own) -> None:
    assert apply(own, source, ()) == own
    assert changes(base=base, source=base, own=own) == []
    assert changes(base=base, source=source, own=source) == []


@settings(max_examples=300)
@given(base=texts(), source=texts(), own=texts(), data=st.data())
def test_taking_some_touches_nothing_else(base, source, own, data) -> None:
    found = changes(base=base, source=source, own=own)
    taken = {key for key in sorted(keys_of(found)) if data.draw(st.booleans())}

    merged = apply(own, source, taken)

    for name, value in own.fields.items():
        assert merged.fields[name] == (source.fields[name] if name in taken else value)
    for block in own.body:
        if f"block:{block['id']}" not in taken:
            assert merged.block(block["id"]) == block
    if ORDER not in taken:
        kept = [one for one in own.order() if f"block:{one}" not in taken]
        assert [one for one in merged.order() if one in kept] == kept


@settings(max_examples=300)
@given(base=texts(), source=texts(), own=texts(), data=st.data())
def test_what_was_not_decided_stays_in_sight(base, source, own, data) -> None:
    """The base moves on by what was decided; what was not is found again, and what was is not."""
    found = changes(base=base, source=source, own=own)
    decided = {key for key in sorted(keys_of(found) - {ORDER}) if data.draw(st.booleans())}
    taken = {key for key in sorted(decided) if data.draw(st.booleans())}

    again = changes(base=apply(base, source, decided), source=source, own=apply(own, source, taken))

    assert keys_of(found) - decided - {ORDER} <= keys_of(again)
    assert not decided & keys_of(again)


@given(base=texts(), source=texts(), own=texts())
def test_whatever_overwrites_own_words_says_so(base, source, own) -> None:
    for change in changes(base=base, source=source, own=own):
        if change.key.startswith("block:"):
            mine = own.block(change.key.removeprefix("block:"))
            assert change.is_conflict == (mine != base.block(change.key.removeprefix("block:")))


def test_blocks_under_new_ids_are_known_again() -> None:
    base = TextVersion(
        {}, [{"id": "x", "type": "text", "value": "<p>Chợ mở lúc sáu giờ sáng.</p>"}]
    )
    source = TextVersion(
        {}, [{"id": "y", "type": "text", "value": "<p>Chợ mở lúc bảy giờ sáng.</p>"}]
    )

    assert aligned(base, source).order() == ["x"]
