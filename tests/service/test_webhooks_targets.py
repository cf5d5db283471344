"""Where messages may go: the public Internet, and what the operator allows beside it."""

from __future__ import annotations

import ipaddress

import pytest

from service.webhooks.desk import target_policy
from service.webhooks.targets import TargetPolicy, TargetRefused, resolve_name

DEFAULT = TargetPolicy()

REFUSED_ADDRESSES = (
    # This host, private networks, carriers' networks
    "0.0.0.0", "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "100.64.0.1", "100.127.255.255",
    # Link-local, where clouds tell their secrets; multicast, broadcast, reserved, tests
    "169.254.169.254", "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1",
    "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.0.0.8", "192.88.99.1",
    # The same in IPv6
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "100::1", "5f00::1", "4000::1",
    # IPv4 inside IPv6: mapped, compatible, NAT64, its local form, 6to4, Teredo
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::1", "2002:808:808::1", "2001:0:808:808::1",
)  # fmt: skip
ALLOWED_ADDRESSES = (
    "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111",
    "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
)  # fmt: skip


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_no_message_goes_into_a_network_that_is_not_public(address: str) -> None:
    assert not DEFAULT.allows(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ALLOWED_ADDRESSES)
def test_public_addresses_are_allowed(address: str) -> None:
    assert DEFAULT.allows(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("64:ff9b::10.1.2.3", True),
        ("10.2.0.1", False),
        ("fd12::1", True),
        ("fd13::1", False),
        ("127.0.0.1", False),
        ("8.8.8.8", True),
    ],
)
def test_an_operator_may_allow_networks(address: str, is_allowed: bool) -> None:
    policy = target_policy(False, "10.1.0.0/16, fd12::/16")
    assert policy.allows(ipaddress.ip_address(address)) is is_allowed


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://portal.example/hooks", "scheme-refused"),
        ("ftp://portal.example/hooks", "scheme-refused"),
        ("file:///etc/passwd", "address-malformed"),
        ("gopher://portal.example/", "scheme-refused"),
        ("https://user:word@portal.example/", "address-malformed"),
        ("https://user@portal.example/", "address-malformed"),
        ("https://portal.example/#part", "address-malformed"),
        ("https:///hooks", "address-malformed"),
        ("//portal.example/hooks", "address-malformed"),
        ("portal.example/hooks", "address-malformed"),
        ("https://portal.example:0/", "address-malformed"),
        ("https://portal.example:99999/", "address-malformed"),
        ("https://portal.example\\@127.0.0.1/", "address-malformed"),
        ("https://portal.example/a b", "address-malformed"),
        ("https://portal.example/\r\nX: y", "address-malformed"),
        ("https://portal\u3002example/", "address-malformed"),
        ("https://portal.example/" + "a" * 2000, "address-malformed"),
        ("https://[::1", "address-malformed"),
        ("", "address-malformed"),
    ],
)
def test_an_address_that_is_none_for_messages_is_refused(url: str, reason: str) -> None:
    with pytest.raises(TargetRefused) as refusal:
        DEFAULT.target(url)
    assert refusal.value.reason == reason
    assert url == "" or url not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://portal.example", "portal.example", "/"),
        ("https://Portal.Example:443/a?b=c", "portal.example", "/a?b=c"),
        ("https://portal.example:8443/a", "portal.example:8443", "/a"),
        ("https://[2606:4700::1]/a", "[2606:4700::1]", "/a"),
        ("https://[2606:4700::1]:8443/a", "[2606:4700::1]:8443", "/a"),
    ],
)
def test_an_address_in_its_parts(url: str, authority: str, path: str) -> None:
    target = DEFAULT.target(url)
    assert (target.authority, target.path) == (authority, path)


def test_http_is_allowed_where_the_operator_says_so() -> None:
    target = target_policy(True, "").target("http://portal.example/a")
    assert (target.scheme, target.port) == ("http", 80)


def test_one_refused_address_refuses_the_name() -> None:
    target = DEFAULT.target("https://portal.example/")
    with pytest.raises(TargetRefused, match="network-refused"):
        DEFAULT.addresses(target, lambda _host, _port: ("8.8.8.8", "127.0.0.1"))
    found = DEFAULT.addresses(target, lambda _host, _port: ("8.8.8.8", "1.1.1.1", "8.8.8.8"))
    assert found == ("8.8.8.8", "1.1.1.1")


OWN_HOSTS = (
    "127.0.0.1", "127.0.0.1.", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1",
    "localhost", "LOCALHOST.", "any.localhost", "[::1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]",
    "0", "10.0.0.1", "192.168.0.1", "169.254.169.254", "2852039166", "[fe80::1]", "[fd00::1]",
    "[64:ff9b::10.0.0.1]",
)  # fmt: skip


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_other_ways_to_write_an_address_are_seen_through_at_once(host: str) -> None:
    with pytest.raises(TargetRefused, match="network-refused"):
        DEFAULT.target(f"https://{host}/")


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "localhost", "[::1]", "[::ffff:7f00:1]"])
def test_they_are_seen_through_when_they_are_resolved_as_well(host: str) -> None:
    target = target_policy(False, "127.0.0.0/8, ::1/128").target(f"https://{host}/")
    with pytest.raises(TargetRefused, match="network-refused"):
        DEFAULT.addresses(target, resolve_name)


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "0xa010203", "[::ffff:10.1.2.3]", "8.8.8.8", "134744072"]
)
def test_an_address_that_is_allowed_may_be_written_in_any_way(host: str) -> None:
    assert target_policy(False, "10.1.0.0/16").target(f"https://{host}/").path == "/"


def test_a_name_that_nobody_knows_is_told() -> None:
    def unknown(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("canary")

    target = DEFAULT.target("https://portal.example/")
    with pytest.raises(TargetRefused, match="name-unknown"):
        DEFAULT.addresses(target, unknown)
    with pytest.raises(TargetRefused, match="name-unknown"):
        DEFAULT.addresses(target, lambda _host, _port: ())


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "portal.example*", "-a.example", "a..b"])
def test_what_is_no_name_of_a_host_is_refused_at_once(host: str) -> None:
    with pytest.raises(TargetRefused, match="address-malformed"):
        DEFAULT.target(f"https://{host}/")
