"""What `python3 -m pollsite bench` measures, each beside a constant page of the same size, in one run."""
