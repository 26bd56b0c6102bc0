"""Letters to people who asked for them: each is a file in the outbox, and sent from there where SMTP is set."""
