"""Numbers that are missing in series that are public by law.

Only in these: legal-normative documents, and resolutions of people's councils. Other series also number acts on persons
and secret ones, and a missing number there says nothing that may be said.
"""
