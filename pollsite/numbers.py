"""The numbers that rows go by, as addresses and forms send them."""

MAX_NUMBER = 2**31 - 1
"""The greatest that a column of numbers holds on PostgreSQL, which refuses to compare it with a greater one."""


def number_in(text: str | None) -> int:
    """The number; 0, which no row has, for anything else."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= len(str(MAX_NUMBER))
    number = int(text or "0") if is_number else 0
    return number if number <= MAX_NUMBER else 0
