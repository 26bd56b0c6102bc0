"""Moderation: flags, cases, decisions, statements, appeals; the gate that words pass before others read them."""
