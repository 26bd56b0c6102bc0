"""What a reader opens: composes the features below."""
