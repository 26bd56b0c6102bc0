"""What a setting must not be: each function gives the end of a sentence that says so, or "" where nothing is wrong.

The sentence begins with the setting's name; no value that might be secret stands in it.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from itertools import pairwise

SHORTEST_SECRET = 32
FEWEST_DISTINCT = 8
"""Different characters in a secret: of 32 hexadecimal figures drawn at random, one in a million has fewer."""
LONGEST_TWICE = 10
"""Characters that may not come twice: in 64 hexadecimal figures drawn at random, one in 700 million repeats so many."""
EXAMPLES = ("changeme", "replaceme", "yoursecret", "secretkey", "example", "insecure", "password", "default")
SHORTEST_TOKEN = 16
FEWEST_IN_TOKEN = 5
"""Different characters in a token: of 16 hexadecimal figures drawn at random, one in two million has fewer."""
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?"
)
_USUAL_PORT = re.compile(r"^(https(?=://.*:443$)|http(?=://.*:80$))(?P<rest>.*):\d+$")
MOST_PROXIES = 5
"""A request passes a content delivery network, a load balancer and a server of this host's; more is a mistake."""


def fault_of_secret(secret: str) -> str:
    """Why nothing can be signed with it, wherever it comes from."""
    if len(secret) < SHORTEST_SECRET:
        return f"must have at least {SHORTEST_SECRET} characters"
    if secret != secret.strip() or not all(" " <= sign <= "~" for sign in secret):
        return "must be printable ASCII, without a blank at its ends"
    return ""


def weakness_of_secret(secret: str) -> str:
    """Why somebody could guess it."""
    letters = "".join(character for character in secret.lower() if character.isalnum())
    if any(example in letters for example in EXAMPLES):
        return "looks like an example out of a manual"
    if len(set(secret)) < FEWEST_DISTINCT:
        return f"has fewer than {FEWEST_DISTINCT} different characters"
    if secret in (secret + secret)[1:-1]:
        return "is one short text several times"
    steps = sum(abs(ord(one) - ord(next_)) <= 1 for one, next_ in pairwise(secret))
    if steps > len(secret) / 2:
        return "is a row of neighbouring characters"
    if any(secret[at : at + LONGEST_TWICE] in secret[at + LONGEST_TWICE :] for at in range(len(secret))):
        return "says the same twice"
    return ""


def fault_of_hosts(hosts: Sequence[str]) -> str:
    """Why these cannot be the names that the site answers to."""
    for host in hosts:
        if "*" in host or host.startswith("."):
            return f"must name each host, and {host!r} stands for many"
        if "/" in host or any(character.isspace() for character in host):
            return f"must be host names without https:// and path, not {host!r}"
    return ""


def fault_of_token(token: str) -> str:
    """Why what opens /metrics does not; "" is none."""
    if token and (len(token) < SHORTEST_TOKEN or not all("!" <= sign <= "~" for sign in token)):
        return f"must have at least {SHORTEST_TOKEN} characters, all of them ASCII, no blank"
    if token and (len(set(token)) < FEWEST_IN_TOKEN or token in (token + token)[1:-1]):
        return "repeats a few characters, and somebody could guess it"
    return ""


def sites_in(text: str) -> tuple[str, ...]:
    """The origins in a list with commas, as browsers name them: in small letters, without the port that goes without
    saying.
    """
    sites = (site.strip().rstrip("/").lower() for site in text.split(","))
    named = (_USUAL_PORT.sub(r"\1\2", site) for site in sites if site)
    return tuple(dict.fromkeys(named))


def fault_of_sites(sites: Sequence[str], *, production: bool) -> str:
    """Why pages cannot be framed by one of these: each must be an origin."""
    for site in sites:
        origin = _ORIGIN.fullmatch(site)
        if origin is None:
            return (
                f"must be addresses of sites and nothing more, as in https://blog.example.org, not {site!r}"
            )
        if production and origin["scheme"] == "http" and not is_this_machine(origin["host"].strip("[]")):
            return f"must begin with https:// in production, and {site!r} does not"
    return ""


def fault_of_proxies(number: int) -> str:
    """Why there cannot be so many proxies."""
    return f"must be at most {MOST_PROXIES}, not {number}" if number > MOST_PROXIES else ""


def fault_of_address(scheme: str, host: str, *, https: bool, hosts: Sequence[str]) -> str:
    """Why the public address does not go with the other settings in production; `hosts` are those trusted."""
    if not host:
        return "must say in production where readers find the site, for letters lead there"
    if scheme == "http" and not is_this_machine(host):
        return "must begin with https:// in production: cookies and passwords would be sent in clear"
    if scheme == "https" and not https:
        return "begins with https, so POLLSITE_HTTPS must be 1 (cookies are sent over https only)"
    if not any(_is_host(host, trusted) for trusted in hosts):
        return f"names {host}, which POLLSITE_TRUSTED_HOSTS must name too"
    return ""


def is_this_machine(host: str) -> bool:
    """Whether the name or number is that of the machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_host(host: str, trusted: str) -> bool:
    """As Werkzeug compares: the port does not matter."""
    name = trusted.rpartition(":")[0] if trusted.rpartition(":")[2].isdigit() else trusted
    return host.lower() == name.strip("[]").lower()


def ipv6_host(address: str) -> tuple[str, str]:
    """The address as a Host header names it: werkzeug, which compares, takes what follows the last colon for a port."""
    return f"[{address}]", f"[{address}]:80"
