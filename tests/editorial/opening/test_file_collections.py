"""The collections of portals' files stand in the order of their names, however few statements put them there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection

from editorial.opening.file_collections import insert_collections

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_the_root() -> None:
    Collection.objects.filter(depth__gt=1).delete()
    Collection.objects.update(numchild=0)


def named() -> list[str]:
    assert not any(Collection.find_problems())
    return list(Collection.objects.filter(depth=2).order_by("path").values_list("name", flat=True))


def test_come_in_order_whichever_way_they_are_given() -> None:
    made = insert_collections(["Xã Bồng Lai", "Phường Kinh Bắc", "Xã An Bình"])

    assert [one.name for one in made] == ["Xã Bồng Lai", "Phường Kinh Bắc", "Xã An Bình"]
    assert named() == ["Phường Kinh Bắc", "Xã An Bình", "Xã Bồng Lai"]


def test_come_between_those_that_stand() -> None:
    stood = insert_collections(["Xã B", "Xã D", "Xã F"])
    insert_collections(["Xã A", "Xã E", "Xã C", "Xã G"])

    assert named() == [f"Xã {letter}" for letter in "ABCDEFG"]
    assert [Collection.objects.get(pk=one.pk).name for one in stood] == ["Xã B", "Xã D", "Xã F"]


def test_what_moves_takes_along_what_lies_below_it() -> None:
    [stood] = insert_collections(["Xã B"])
    below = stood.add_child(instance=Collection(name="Ảnh"))
    insert_collections(["Xã A"])

    assert named() == ["Xã A", "Xã B"]
    below.refresh_from_db()
    assert below.get_parent(update=True).pk == stood.pk


def test_a_free_place_is_taken_and_nobody_moves() -> None:
    [_first, gone, last] = insert_collections(["Xã A", "Xã B", "Xã D"])
    gone.delete()
    path = Collection.objects.get(pk=last.pk).path
    insert_collections(["Xã C"])

    assert named() == ["Xã A", "Xã C", "Xã D"]
    assert Collection.objects.get(pk=last.pk).path == path


def test_two_of_one_name_are_two() -> None:
    insert_collections(["Xã A"])
    made = insert_collections(["Xã A", "Xã A"])

    assert named() == ["Xã A"] * 3
    assert len({one.pk for one in made}) == 2


def test_those_that_stood_otherwise_come_in_order() -> None:
    first, second = insert_collections(["Xã A", "Xã B"])
    Collection.objects.filter(pk=first.pk).update(name="Xã D")
    insert_collections(["Xã C"])

    assert named() == ["Xã B", "Xã C", "Xã D"]
    assert Collection.objects.get(pk=second.pk).name == "Xã B"


def test_as_many_statements_whatever_follows() -> None:
    counts = []
    for size in (3, 30):
        insert_collections([f"Xã M{size}{number:02}" for number in range(size)])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            insert_collections(["Xã A"])
        counts.append(len(asked))

    assert counts[0] == counts[1] < 12
