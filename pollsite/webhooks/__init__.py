"""Webhooks: addresses elsewhere that are told what happens here, in signed messages, until they have taken them."""
