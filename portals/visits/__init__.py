"""How often pages of the portals are looked at: counts by day, and nothing about who looked (docs/visits.md)."""

# Where a page that is seen says so, followed by the page's id; every public host answers there.
VISITS = "/-/visits/"
