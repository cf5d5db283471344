"""Where messages may go: never into the operator's own networks, unless the operator says so.

Whoever may register a webhook could otherwise make the service call what only it can reach. A name
is resolved once, every address that it has is examined, and the connection goes to one of these
addresses: what the name server says a moment later does not matter.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from models.errors import DocscreenError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: From a host name and a port to its addresses, as text. Raises OSError.
Resolver = Callable[[str, int], tuple[str, ...]]

MAX_URL_LENGTH = 2000
_PORTS = {"https": 443, "http": 80}
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PORT = r"([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"
#: What follows the scheme (RFC 3986): a host's name (RFC 1123; names in other letters are written
#: in their ASCII form, RFC 3492) or an address, perhaps a port, a path, a query; no user, no
#: fragment.
AFTER_SCHEME = (
    rf"://({_LABEL}(\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(:{_PORT})?"
    r"([/?]([!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?"
).replace(r"\d", "[0-9]")
_WHOLE = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*{AFTER_SCHEME}")
#: The only IPv6 addresses that are given out for the whole Internet (RFC 4291).
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
#: These carry an IPv4 address in their last four bytes, which is where the connection ends:
#: mapped (RFC 4291), compatible (deprecated there), and translated by NAT64 (RFC 6052).
_CARRIERS = tuple(
    ipaddress.IPv6Network(network) for network in ("::ffff:0:0/96", "::/96", "64:ff9b::/96")
)
#: Not public whatever Python's own list says, which differs from version to version: addresses of
#: protocols (RFC 6890) and for documentation (RFC 9637); relays and tunnels that end wherever the
#: address says: 6to4 (RFC 3056, 7526) and Teredo (RFC 4380).
_NEVER_PUBLIC: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv6Network("3fff::/20"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv6Network("2001::/32"),
)
#: Reasons of this service, not of the receiver: waiting mends none of them.
OURS_TO_REFUSE = frozenset({"address-malformed", "scheme-refused", "network-refused"})
_THIS_HOST = "localhost"
_LOOPBACK: tuple[Address, ...] = (
    ipaddress.IPv4Address("127.0.0.1"),
    ipaddress.IPv6Address("::1"),
)


class TargetRefused(DocscreenError):
    """A webhook's address is not one that messages may go to; ``reason`` is a fixed short word."""

    def __init__(self, reason: str) -> None:
        """``reason``: address-malformed, scheme-refused, name-unknown or network-refused."""
        super().__init__(f"the address of a webhook is refused: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook's address in its parts. ``path``: with its query; ``host``: without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class TargetPolicy:
    """What the operator allows: schemes, and networks beside the public Internet."""

    schemes: frozenset[str] = frozenset({"https"})
    networks: tuple[Network, ...] = ()

    def target(self, url: str) -> Target:
        """Read an address. Raises TargetRefused.

        What names a network by itself, in whatever spelling, is judged here already; names are
        judged when they are resolved.
        """
        target = _parsed(url)
        if target.scheme not in self.schemes:
            raise TargetRefused("scheme-refused")
        meant = _addresses_meant(target.host)
        if meant and not any(map(self.allows, meant)):
            raise TargetRefused("network-refused")
        return target

    def addresses(self, target: Target, resolve: Resolver) -> tuple[str, ...]:
        """The addresses of a target, all of them allowed. Raises TargetRefused."""
        try:
            found = tuple(dict.fromkeys(resolve(target.host, target.port)))
            addresses = tuple(ipaddress.ip_address(one) for one in found)
        except (OSError, ValueError):  # ValueError: a name that no name server could know
            raise TargetRefused("name-unknown") from None
        if not addresses:
            raise TargetRefused("name-unknown")
        if not all(self.allows(address) for address in addresses):
            raise TargetRefused("network-refused")
        return found

    def allows(self, address: Address) -> bool:
        """Whether a connection may go to an address."""
        end = _end_of(address)
        if any(one in network for network in self.networks for one in (address, end)):
            return True
        return _is_public(end)


def networks_of(stated: str) -> tuple[Network, ...]:
    """Networks divided by commas, such as ``10.1.0.0/16``. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in stated.split(",") if part.strip())


def resolve_name(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the addresses of a host. Raises OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(str(answer[4][0]) for answer in answers)


def _parsed(url: str) -> Target:
    if len(url) > MAX_URL_LENGTH or not _WHOLE.fullmatch(url):
        raise TargetRefused("address-malformed")
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise TargetRefused("address-malformed") from None
    is_whole = bool(parts.host) and parts.auth is None and parts.fragment is None
    if not is_whole or "\\" in url or parts.scheme is None or parts.port == 0:
        raise TargetRefused("address-malformed")
    if parts.scheme not in _PORTS:
        raise TargetRefused("scheme-refused")
    host = str(parts.host).strip("[]")
    return Target(parts.scheme, host, parts.port or _PORTS[parts.scheme], parts.request_uri)


def _addresses_meant(host: str) -> tuple[Address, ...]:
    """The addresses that a host means without being looked up; none for any other name.

    IPv4 in every way that systems read it (``127.1``, ``0x7f.1``, ``2130706433``), IPv6, and the
    names of this host (RFC 6761).
    """
    bare = host.lower().rstrip(".")
    if bare == _THIS_HOST or bare.endswith(f".{_THIS_HOST}"):
        return _LOOPBACK
    try:
        return (ipaddress.IPv6Address(bare),)
    except ValueError:
        pass  # a name, or IPv4
    try:
        return (ipaddress.IPv4Address(socket.inet_aton(bare)),)
    except OSError:
        return ()


def _end_of(address: Address) -> Address:
    """Where a connection to an address ends: the IPv4 address that an IPv6 address carries."""
    if isinstance(address, ipaddress.IPv6Address) and any(
        address in network for network in _CARRIERS
    ):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    if any(address in network for network in _NEVER_PUBLIC):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_IPV6:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
