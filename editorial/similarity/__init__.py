"""Texts that are nearly the same: a signature per text, found by index. `docs/similarity.md` says how."""
