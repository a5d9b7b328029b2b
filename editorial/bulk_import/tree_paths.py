"""Where a page or a collection stands among its siblings, read from its tree path and written into one."""

from __future__ import annotations

from treebeard.mp_tree import MP_Node


def path_of_child(model: type[MP_Node], parent_path: str, step: int) -> str:
    """The path of the child number `step`, counted from 1. Raises OverflowError where there is no place for more."""
    spelt = model.numconv_obj().int2str(step).rjust(model.steplen, model.alphabet[0])
    if len(spelt) > model.steplen:
        raise OverflowError(f"{parent_path} has no place for child {step}")
    return f"{parent_path}{spelt}"


def sibling_number(model: type[MP_Node], path: str) -> int:
    """The number that the last step of `path` has among its siblings."""
    return int(model.numconv_obj().str2int(path[-model.steplen :]))
