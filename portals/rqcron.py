"""For one release: where an operator's units of the release before say the schedules are."""

from portals.jobs import rqcron as rqcron
