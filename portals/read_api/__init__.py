"""The public read API: what is public, as JSON, for programs of anybody (docs/read-api.md).

Floors register what they have (`registry`); address, paging, refusals and the description are the same for all.
"""
