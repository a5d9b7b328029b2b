"""The demo: the whole province on one machine, with real servers and made-up stories.

It stands on the highest floor because it shows them all. What it writes is written by the verbs of the floors
below, or by their set-based kin where one at a time would take minutes.
"""
