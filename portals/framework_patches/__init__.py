"""What this floor takes of Django and its kin that they do not promise to keep: each private name, in this room only.

Imports nothing of ours. Every module says what would replace it, and has one contract test in
`tests/portals/framework_patches/`, which fails with a sentence when an upgrade takes its ground away.
"""
