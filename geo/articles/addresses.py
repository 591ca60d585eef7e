"""Which hosts and addresses pages may be fetched from: names that the user allows, addresses of the public internet."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from geo.errors import ArticleError

MAX_CHARS = 2_000
PORTS = {"http": 80, "https": 443}

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_WRAPPED = tuple(
    ipaddress.IPv6Network(n)
    for n in (
        "::/96",  # IPv4-compatible (RFC 4291)
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated (RFC 2765)
        "64:ff9b::/96",  # NAT64 (RFC 6052)
        "64:ff9b:1::/48",  # local NAT64 (RFC 8215)
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "fec0::/10",  # site-local, the old private
        "3fff::/20",  # documentation (RFC 9637), which `ipaddress` of Python 3.11 does not know
    )
)
"""IPv6 that carries an IPv4 address inside, or is private though `ipaddress` may say otherwise."""
_REFUSED_4 = tuple(
    ipaddress.IPv4Network(n) for n in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15")
)
"""Shared by providers (RFC 6598), protocol assignments (RFC 6890), 6to4 relays, measuring (RFC 2544)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A page to ask for: ``http`` or ``https``, the host's name in ASCII, and path with query."""

    scheme: str
    host: str
    path: str

    @property
    def port(self) -> int:
        """The usual one; there is no other."""
        return PORTS[self.scheme]

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.host}{self.path}"


def target(url: str) -> Target:
    """Return what an address asks for.

    Raises
    ------
    ArticleError
        If it is none of a public page: another scheme or port, a password, a number in place of a name, hidden
        characters.

    Examples
    --------
    >>> target("https://Example.org/news?day=6").url
    'https://example.org/news?day=6'
    """
    if len(url) > MAX_CHARS:
        raise ArticleError(f"the address is longer than {MAX_CHARS:,} characters")
    if re.search(r"[\x00-\x20\x7f\\]", url) or not url.isprintable():
        raise ArticleError("the address holds spaces, backslashes or control characters; copy it anew")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as e:
        raise ArticleError("the address cannot be understood; expected one like https://example.org/news") from e
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not parts.netloc:
        raise ArticleError("only addresses that begin with http:// or https:// are fetched")
    if "@" in parts.netloc:
        raise ArticleError("the address holds a user name or password, which is never sent")
    if port not in (None, PORTS[scheme]):
        raise ArticleError(f"port {port} is not one of web pages; leave it out")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._[]|')}" if parts.query else ""
    )
    return Target(scheme=scheme, host=_name(parts.hostname or ""), path=path)


def allowed(host: str, hosts: Iterable[str]) -> bool:
    """Whether a host is in a list of names, ``*.name`` for all below a name, and ``*`` for every one.

    Examples
    --------
    >>> allowed("www.bbc.co.uk", ["*.bbc.co.uk"]), allowed("evilbbc.co.uk", ["*.bbc.co.uk"])
    (True, False)
    """
    for one in hosts:
        pattern = one.strip().lower().rstrip(".")
        if pattern == "*":
            return True
        below = pattern.startswith("*.")
        try:
            name = _name(pattern[2:] if below else pattern)
        except ArticleError:
            continue
        if host.endswith(f".{name}") if below else host == name:
            return True
    return False


def is_public(address: str) -> bool:
    """Whether an IP address is one host of the public internet.

    Not: this machine, private and provider networks, link-local (cloud metadata), multicast, documentation, and IPv6
    that carries an IPv4 address inside it.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # with a zone ("fe80::1%eth0"), or no address
        return False
    if ip.is_loopback or ip.is_private or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    within = _WRAPPED if ip.version == 6 else _REFUSED_4
    return ip.is_global and not any(ip in network for network in within)


def _name(host: str) -> str:
    """Return a host's name in ASCII (IDNA); numbers in any spelling are no names."""
    host = host.rstrip(".")
    if any(unicodedata.category(c)[0] not in "LNM" and c not in "-._" for c in host):
        raise ArticleError("the address names no host; expected one like https://example.org/news")
    try:
        name = host.encode("idna").decode("ascii").lower()
        name.encode("ascii").decode("idna")
    except UnicodeError as e:
        raise ArticleError("the address names no host; expected one like https://example.org/news") from e
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        raise ArticleError("the address names no host; expected one like https://example.org/news")
    if not re.search("[a-z]", labels[-1]) or re.fullmatch("0x[0-9a-f]*", labels[-1]):
        raise ArticleError("the address has a number in place of a name; only named hosts are fetched from")
    return name
