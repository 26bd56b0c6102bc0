"""What the votes say: figures about ballots taken together, none from which a small group could be worked out."""
