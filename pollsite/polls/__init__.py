"""Questions, ballots and tallies."""
