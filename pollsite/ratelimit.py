"""What an abuser meets and a normal reader never does; counted for all workers of a host, or for all hosts in Redis.

How often what may be done is in allowances.py, how it is counted in windows.py. Addresses are kept only as a keyed hash
whose salt changes daily.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from pathlib import Path

from limits import RateLimitItem

from pollsite.allowances import NETWORK_FACTOR, VOTES, Allowance
from pollsite.windows import FileWindows, SharedWindows, Standing, Windows


class LimitReached(Exception):
    """Too much in too short a time; str() is the sentence for the reader."""

    status = 429

    def __init__(self, seconds: int, told: str) -> None:
        number, unit = (seconds, "second") if seconds <= 90 else (ceil(seconds / 60), "minute")
        joint = " " if told.endswith(" or") else ": "
        super().__init__(f"{told}{joint}try again in {number} {unit}{'s' * (number != 1)}.")
        self.retry_after_s: int | None = seconds


@dataclass(frozen=True, slots=True)
class Limiter:
    """Counts acts by actor, by address and by article."""

    windows: Windows
    secret: bytes

    @classmethod
    def at(cls, path: Path, *, secret: str, redis_url: str = "") -> "Limiter":
        """A limiter whose counters live in Redis if it is there, and else in the file `path`."""
        own = FileWindows(path)
        return cls(SharedWindows(redis_url, own) if redis_url else own, secret.encode())

    def count_vote(self, *, reader: str, address: str | None, at: datetime) -> None:
        """Count one vote, change or withdrawal. Raises LimitReached."""
        self.count(VOTES, actor=reader, address=address, at=at)

    def count(
        self, act: Allowance, *, actor: str, address: str | None, at: datetime, article: int | None = None
    ) -> None:
        """Count one act by `actor`: an account, a reader or a mail address; "" for somebody unknown. Raises LimitReached.

        Loopback addresses are not counted, nor what they do to an article: that is the operator, or a proxy that nobody
        told us to trust.
        """
        sites = tuple(_sites(address or ""))
        if act.actor and actor:
            self._count(act.actor, f"{act.name}-actor", self.hashed(actor, at=at), told=act.told)
        for kind, site, factor in sites:
            if act.address:
                limit = type(act.address)(act.address.amount * factor, act.address.multiples)
                self._count(limit, f"{act.name}-{kind}", self.hashed(site, at=at), told=act.told)
        if act.article and article is not None and sites:
            self._count(act.article, f"{act.name}-article", str(article), told=act.told)

    def hashed(self, name: str, *, at: datetime) -> str:
        """A keyed hash that names a reader or an address for this day only."""
        return hmac.new(self.secret, f"{at:%Y-%m-%d} {name}".encode(), hashlib.sha256).hexdigest()[:32]

    def _count(self, limit: RateLimitItem, kind: str, name: str, *, told: str) -> None:
        key, length_s = limit.key_for(kind, name), limit.get_expiry()
        if not self.windows.acquire_sliding_window_entry(key, limit.amount, length_s):
            standing = self.windows.get_sliding_window(key, length_s)
            raise LimitReached(seconds_until(limit, standing), told)


def seconds_until(limit: RateLimitItem, standing: Standing) -> int:
    """Whole seconds, at least one, until one act more is within the limit."""
    before, before_left_s, number, number_left_s = standing
    length_s = limit.get_expiry()
    if number < limit.amount:
        wait_s = before_left_s - (limit.amount - number) * length_s / max(before, 1)
    else:
        wait_s = number_left_s - length_s
    return max(1, floor(wait_s) + 1)


def counted_address(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 an IPv6 subscriber is given; "" for loopback."""
    parsed = _parsed(address)
    if parsed is None:
        return address
    if parsed.is_loopback:
        return ""
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))


def _sites(address: str) -> Iterator[tuple[str, str, int]]:
    """What an address is counted as, and how many times the limit it may do: itself, and the /48 an IPv6 one is of."""
    if site := counted_address(address):
        yield "address", site, 1
    parsed = _parsed(address)
    if parsed is not None and parsed.version == 6 and site:
        network = ipaddress.ip_network((parsed, 48), strict=False)
        yield "network", str(network), NETWORK_FACTOR


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address; IPv4 where it is written as IPv6. None for what is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed
