"""Where a page or a collection stands among its siblings, read from its tree path and written into one."""

from __future__ import annotations

from treebeard.mp_tree import MP_Node
from wagtail.models import Page


def path_of_child(model: type[MP_Node], parent_path: str, step: int) -> str:
    """The path of the child number `step`, counted from 1. Raises OverflowError where there is no place for more."""
    spelt = model.numconv_obj().int2str(step).rjust(model.steplen, model.alphabet[0])
    if len(spelt) > model.steplen:
        raise OverflowError(f"{parent_path} has no place for child {step}")
    return f"{parent_path}{spelt}"


def sibling_number(model: type[MP_Node], path: str) -> int:
    """The number that the last step of `path` has among its siblings."""
    return int(model.numconv_obj().str2int(path[-model.steplen :]))


def spelt_step(number: str) -> str:
    """The last step of a page's path, in SQL: that of the child whose number is the expression `number`."""
    base = len(Page.alphabet)
    signs = (
        f"substr('{Page.alphabet}', ({number} / {base**place} %% {base})::int + 1, 1)"
        for place in reversed(range(Page.steplen))
    )
    return " || ".join(signs)
