"""How often somebody may try what leads into an account, or have a letter sent."""

from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from pollsite.ratelimit import Allowance

SIGN_IN = Allowance(
    "sign-in",
    RateLimitItemPerMinute(10, 15),
    RateLimitItemPerMinute(100, 15),
    "There were many attempts to sign in. Have a new password sent by mail, or wait",
)
"""Guesses at a password: by the mail address they are for, and of two classrooms that sign in at once."""
SECOND_FACTOR = Allowance(
    "second-factor",
    RateLimitItemPerMinute(10, 15),
    RateLimitItemPerMinute(100, 15),
    "There were many wrong codes",
)
"""Guesses at six digits: at this rate a match takes years."""
OWN_PASSWORD = Allowance(
    "own-password",
    RateLimitItemPerMinute(10, 15),
    RateLimitItemPerMinute(100, 15),
    "There were many attempts",
)
"""Guesses by somebody who sits at a member's browser."""
REGISTRATION = Allowance(
    "registration",
    RateLimitItemPerHour(5),
    RateLimitItemPerHour(60),
    "Many accounts were asked for in a short time. What you typed is still here",
)
"""By the mail address, which gets a letter each time; and of two classrooms behind one address."""
LETTER = Allowance(
    "letter",
    RateLimitItemPerHour(5),
    RateLimitItemPerHour(60),
    "Several emails were sent already. Look for them, in your spam folder too, or wait",
)
"""Letters that anybody may have sent to a mail address."""
