"""Numbers that are missing in series that are public by law, and such as a records office itself says are public.

By law only these: legal-normative documents, and resolutions of people's councils. Other series also number acts on
persons and secret ones: of them a number is missing only where the office's own export names it as public.
"""
