"""The judged set: what people ask, and what they should find in the demo; how a search is measured by it.

Nothing here knows how stories are found. The set was written before the search was tuned; half of it is held out: who
tunes reads failures of the other half, and of this one the share alone.
"""
