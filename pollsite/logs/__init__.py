"""Logs: a line for what needs attention, as text or JSON, with no word of a reader's and no value that tells of one."""
