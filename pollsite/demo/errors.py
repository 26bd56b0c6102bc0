"""Why the demo refuses."""


class DemoRefused(Exception):
    """Nothing was made up; str() is the sentence that says why, and what would do."""
