"""What we take of Wagtail and its kin that they do not promise to keep: each private name and each patch, in this room.

Imports nothing of this floor, so that its models may use it. Every module says what would replace it, and has one
contract test in `tests/editorial/wagtail_patches/`, which fails with a sentence when an upgrade takes its ground away.
"""
