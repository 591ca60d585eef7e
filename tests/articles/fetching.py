"""A web server of our own for tests, which pages are fetched from as if it lay on the public internet."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from geo.articles.web import Fetcher
from geo.settings import Settings
from tests.articles import samples

PUBLIC = "93.184.216.34"
"""Where the names of tests lie as far as the fetcher can tell: an address that is public."""

Answer = Callable[[socket.socket], None]


def said(status: str, headers: str, body: bytes = b"") -> Answer:
    return lambda to: to.sendall(f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body)


def html(body: bytes, headers: str = "") -> Answer:
    return said("200 OK", f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}{headers}", body)


def drip(to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        time.sleep(0.1)
        to.sendall(b"x")


def drip_head(to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\n")
    for i in range(1000):
        time.sleep(0.1)
        to.sendall(b"X-%d: y\r\n" % i)


@cache
def zeros() -> bytes:
    """Return 300 MB of nothing, packed to 0.3."""
    squeeze = zlib.compressobj(9, wbits=31)
    return b"".join(squeeze.compress(b"\0" * 1_000_000) for _ in range(300)) + squeeze.flush()


def bomb(to: socket.socket) -> None:
    html(zeros(), "\r\nContent-Encoding: gzip")(to)


def endless(to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(100_000):
        to.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


PAGES: dict[str, Answer] = {
    "/port": html(samples.html()),
    "/packed": html(gzip.compress(samples.html()), "\r\nContent-Encoding: gzip"),
    "/feed": said("200 OK", "Content-Type: application/rss+xml", samples.rss()),
    "/moved": said("302 Found", "Location: /port\r\nContent-Length: 0"),
    "/away": said("302 Found", "Location: https://other.example/"),
    "/inside": said("302 Found", "Location: http://127.0.0.1/"),
    "/inside-name": said("302 Found", "Location: http://inside.example/"),
    "/file": said("302 Found", "Location: file:///etc/passwd"),
    "/nowhere": said("302 Found", "Location: http://[bad"),
    "/loop": said("302 Found", "Location: /loop"),
    "/drip": drip,
    "/drip-head": drip_head,
    "/gzip-bomb": bomb,
    "/deflate-bomb": html(zlib.compress(b"\0" * 20_000_000), "\r\nContent-Encoding: deflate"),
    "/brotli": html(b"\x8f\x02\x80" * 100, "\r\nContent-Encoding: br"),
    "/lie": said("200 OK", "Content-Type: text/html\r\nContent-Length: 10", b"x" * 10_000_000),
    "/short": said("200 OK", "Content-Type: text/html\r\nContent-Length: 1000", b"<p>cut"),
    "/large": said("200 OK", "Content-Type: text/html\r\nContent-Length: 9999999"),
    "/endless": endless,
    "/film": said("200 OK", "Content-Type: video/mp4", b"...."),
    "/gone": said("404 Not Found", "Content-Length: 0"),
    "/noise": lambda to: to.sendall(b"\0\xff\x13 no protocol at all\r\n\r\n"),
    "/silent": lambda _: time.sleep(5),
}


@dataclass
class Web:
    """What was asked for, and by how many a peer that nobody may reach was dialled."""

    fetcher: Fetcher
    asked: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)


@contextmanager
def web(names: dict[str, list[str]] | None = None, **settings: object) -> Iterator[Web]:
    """Serve `PAGES`; names lie at `PUBLIC` unless told, each look-up of a name taking the next address."""
    known = {"inside.example": ["127.0.0.1"], **(names or {})}
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    done = threading.Event()

    def answer(to: socket.socket) -> None:
        with to:
            try:
                path = to.recv(65_536).split(b" ")[1].decode()
                out.asked.append(path)
                PAGES[path](to)
            except (OSError, IndexError, KeyError):
                return

    def serve() -> None:
        while not done.is_set():
            try:
                to, _ = listener.accept()
            except OSError:
                continue
            threading.Thread(target=answer, args=(to,), daemon=True).start()

    def resolve(host: str, port: int) -> list[str]:
        del port
        addresses = known.get(host, [PUBLIC])
        return [addresses.pop(0) if len(addresses) > 1 else addresses[0]]

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        del port
        if address != PUBLIC:
            out.forbidden.append(address)
            raise OSError
        return socket.create_connection(listener.getsockname(), timeout=seconds)

    chosen = replace(Settings(), **{"fetch_hosts": ("*",), **settings})  # type: ignore[arg-type]
    out = Web(Fetcher(chosen, _resolve=resolve, _connect=connect))
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield out
    finally:
        done.set()
        thread.join()
        listener.close()
