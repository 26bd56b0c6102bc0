"""What happened, told to other servers: signed, tried again, never to a private address."""
