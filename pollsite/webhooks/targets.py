"""Where messages may be sent: to public addresses only, whatever name leads there.

Else whoever may add an address could reach, through this site, what stands behind the same firewall.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from pollsite.webhooks.errors import AddressRefused

MAX_ADDRESS = 500
PORTS = {"https": 443, "http": 80}
_CARRY_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""Networks whose addresses end in the IPv4 one they lead to: mapped, and translated (RFC 6052)."""
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_CLOSED_IPV4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_CLOSED_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2002::/16", "3fff::/20")))
"""What is in none of Python's lists, or only in newer ones: protocols' own, tunnels whose other end is unknown."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart; `host` is a name or an IP address, without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(address: str, *, only_https: bool) -> Target:
    """The address, taken apart. Raises AddressRefused, also for an IP address that is not public."""
    parts = _parts_of(address)
    if parts.scheme == "http" and only_https:
        raise AddressRefused("The address must begin with https://, so that nobody on the way reads along.")
    host = (parts.hostname or "").rstrip(".")
    if not is_public(host) if is_ip(host) else _is_this_machine(host):
        raise AddressRefused(f"{host} is no public address: nothing is sent there.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, parts.port or PORTS[parts.scheme], path)


def is_ip(host: str) -> bool:
    """Whether it is an IP address, written in full."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether the IP address is one of the public network: not loopback, private, link-local, shared, reserved,
    multicast or unspecified, and not an IPv6 address that leads to one of these.
    """
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:
            return False
        ip = _led_to(ip)
    if isinstance(ip, IPv4Address):
        return _is_global(ip) and not any(ip in network for network in _CLOSED_IPV4)
    is_unicast = ip in _GLOBAL_UNICAST and not any(ip in network for network in _CLOSED_IPV6)
    return is_unicast and _is_global(ip)


def _is_this_machine(name: str) -> bool:
    """Whether the name is this machine's own, or an IPv4 address in a way of writing that only old programs read: one
    number, fewer than four, octal or hexadecimal.
    """
    last = name.rpartition(".")[2]
    return last == "localhost" or not name or _NUMBER.fullmatch(last) is not None


def _parts_of(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not address.isascii() or not address.isprintable() or " " in address:
        raise AddressRefused("Write a whole address, as in https://example.org/hook.")
    if len(address) > MAX_ADDRESS:
        raise AddressRefused(f"The address may have {MAX_ADDRESS} characters.")
    if "@" in parts.netloc or parts.fragment:
        raise AddressRefused("The address may hold no user name, no password, and nothing after a #.")
    return parts


def _led_to(ip: IPv6Address) -> IPv4Address | IPv6Address:
    carries = any(ip in network for network in _CARRY_IPV4)
    return IPv4Address(int(ip) & 0xFFFFFFFF) if carries else ip


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    closed = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast
    return ip.is_global and not closed and not ip.is_reserved and not ip.is_unspecified
