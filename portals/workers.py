"""For one release: where an operator's units of the release before say the worker is."""

from portals.jobs.workers import SteadyWorker as SteadyWorker
