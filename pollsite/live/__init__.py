"""Streams that tell pages what changed, without a broker."""
