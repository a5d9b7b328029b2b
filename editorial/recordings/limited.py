"""The program that `bounded.py` starts: it takes bounds upon itself, then becomes what it was told to run."""

import os
import resource
import sys


def main() -> None:
    cpu_seconds, memory, largest_file, *command = sys.argv[1:]
    for kind, value in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_FSIZE, int(largest_file)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (value, value))
    # At the first of the two the kernel says what it ends it for.
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_seconds), int(cpu_seconds) + 1))
    os.execv(command[0], command)  # noqa: S606  (there is no shell in it, which is meant)


if __name__ == "__main__":
    main()
