"""Places in the tree, as the tree itself would give them."""

import pytest
from wagtail.models import Collection, Page

from editorial.bulk_import.tree_paths import path_of_child, sibling_number


@pytest.mark.parametrize("model", [Page, Collection])
@pytest.mark.parametrize("step", [1, 9, 35, 36, 46_655, 1_679_615])
def test_are_spelt_as_the_tree_spells_them(model, step):
    path = path_of_child(model, "00010002", step)
    assert path == model._get_path("00010002", 3, step)
    assert sibling_number(model, path) == step


def test_there_is_no_place_beyond_the_last():
    with pytest.raises(OverflowError):
        path_of_child(Page, "0001", 1_679_616)
