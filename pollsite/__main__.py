"""`python3 -m pollsite COMMAND …`, and what the console script `pollsite` calls.

This file is read by whatever Python there is, so it says which one is needed before anything newer is read.
"""

import sys

OLDEST_PYTHON = (3, 11)


def main() -> None:
    """Run the command of the command line and exit with its code; 2 when it could not start."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        print(f"pollsite needs Python 3.11 or newer; this is Python {found}.", file=sys.stderr)
        sys.exit(2)
    from pollsite import bootstrap

    sys.exit(bootstrap.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
