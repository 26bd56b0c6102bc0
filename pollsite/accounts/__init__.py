"""Who acts: a Reader is an anonymous, signed cookie; no account is needed to vote."""
