"""The operator's and publisher's commands."""
