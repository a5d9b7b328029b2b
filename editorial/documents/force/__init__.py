"""When a document is in force: derived from what acts say, never typed.

Pure: no Django, no clock, no database. A :class:`~editorial.documents.force.cases.Case` goes in; the state of a
document or provision on a day (`standing`), and the days on which it changes (`timeline`), come out. The rules are
`docs/rules-of-force.md`; R1 to R15 in this package are its numbers.
"""
