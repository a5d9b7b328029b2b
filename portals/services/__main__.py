"""`python -m portals.services start|stop|status`: the embedded servers, without Django."""

import argparse
import sys

from . import ServicesRefused, address, ensure_started, status, stop
from .addresses import SERVICES


def main(arguments: list[str] | None = None) -> int:
    """Start, stop or show the servers; returns 1 when one does not answer that should."""
    parser = argparse.ArgumentParser(prog="services", description=main.__doc__)
    parser.add_argument("action", choices=["start", "stop", "status"])
    action = parser.parse_args(arguments).action
    try:
        if action == "start":
            ensure_started(SERVICES)
        elif action == "stop":
            stop()
    except ServicesRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    found = status()
    for name, up in found.items():
        sys.stdout.write(f"{name:8} {'up  ' if up else 'down'} {address(name)}\n")
    return 0 if action == "stop" or all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
