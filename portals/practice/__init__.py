"""The practice install: the province cloned anew each night, cut off from all that is real (docs/practice.md)."""
