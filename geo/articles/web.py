"""Fetch a page: from hosts that the user allows, over an address that was looked at, within ten seconds and five megabytes."""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from urllib.parse import urljoin

from geo.articles.addresses import Target, allowed, is_public, target
from geo.articles.document import Document, digest, display_name, refused
from geo.articles.opening import from_bytes
from geo.errors import ArticleError
from geo.settings import Settings

AGENT = "situation-map/0.1 (reads news articles that its user asks for)"
STEP = 65_536
ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rss",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "application/feed+json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "message/rfc822": ".eml",
    "application/octet-stream": "",
}
"""Types of content that are read, and the file name ending that each stands for."""

_MOVED = (301, 302, 303, 307, 308)

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


def _resolve(host: str, port: int) -> Sequence[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


class Fetcher:
    """Asks hosts for pages.

    Parameters
    ----------
    settings : Settings
    _resolve, _connect : callable
        Look up a name and dial an address: tests put a server of their own in their place.
    """

    def __init__(self, settings: Settings, *, _resolve: Resolve = _resolve, _connect: Connect = _connect) -> None:
        self._settings = settings
        self._resolve = _resolve
        self._connect = _connect

    def get(self, url: str, *, known: Callable[[str], bool] | None = None) -> Document:
        """Return what lies at an address, or why it is refused."""
        url = url.strip(" \t\r\n")
        where = "".join(c if c.isprintable() else "\ufffd" for c in url[:500])
        try:
            page = self._followed(url)
        except ArticleError as e:
            return Document(where=where, name=display_name(url), failures=(refused(where, str(e)),))
        sha256 = digest(page.data)
        name = display_name(page.target.path.partition("?")[0])
        if known is not None and known(sha256):
            return Document(where=where, name=name, sha256=sha256, skipped=True)
        read = from_bytes(page.data, page.name, where=where, settings=self._settings, declared=page.charset)
        if read.kind == "feed":
            return replace(read, name=name)
        own = tuple(a if page.is_own(a.url) else replace(a, url=page.target.url) for a in read.articles)
        return replace(read, name=name, articles=own)

    def _followed(self, url: str) -> _Page:
        hosts = self._settings.fetch_hosts
        if not hosts:
            raise ArticleError("pages are not fetched unless their hosts are allowed; set SITUATION_HOSTS=example.org")
        until = time.monotonic() + self._settings.fetch_seconds
        for _ in range(self._settings.fetch_redirects + 1):
            asked = target(url)
            if not allowed(asked.host, hosts):
                raise ArticleError(f"the host {asked.host} is not allowed; add it to SITUATION_HOSTS")
            answer = self._asked(asked, until)
            if isinstance(answer, _Page):
                return answer
            try:
                url = urljoin(asked.url, answer)
            except ValueError as e:
                raise ArticleError(f"{asked.host} sends one on to what is no address") from e
        raise ArticleError(f"the page sends one on more than {self._settings.fetch_redirects} times")

    def _asked(self, asked: Target, until: float) -> _Page | str:
        """Return the page at a target, or the address that it sends one on to."""
        line = _Line(self._dialled(asked, until))
        late = threading.Event()

        def stop() -> None:
            late.set()
            line.cut()

        # A timer and not a timeout: that would start anew with each drop of an answer that drips.
        timer = threading.Timer(max(0.0, until - time.monotonic()), stop)
        timer.daemon = True
        timer.start()
        try:
            answer = self._answer(asked, line)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as e:
            if late.is_set() or isinstance(e, TimeoutError):
                raise ArticleError(self._too_slow(asked)) from e
            if isinstance(e, ArticleError):
                raise
            if isinstance(e, ssl.SSLError):
                raise ArticleError(f"{asked.host} has no valid certificate, or does not speak TLS") from e
            raise ArticleError(f"{asked.host} broke off or sent what is no web page") from e
        finally:
            timer.cancel()
            line.socket.close()
        if late.is_set():  # a line that is cut looks like the end of a page
            raise ArticleError(self._too_slow(asked))
        return answer

    def _dialled(self, asked: Target, until: float) -> socket.socket:
        """Return a connection to an address that was looked at; the name is not looked up again."""
        found = _within(lambda: self._resolve(asked.host, asked.port), until - time.monotonic())
        if found is None:
            raise ArticleError(self._too_slow(asked))
        if not found:
            raise ArticleError(f"there is no host {asked.host}, or it cannot be looked up from here")
        if not all(is_public(address) for address in found):
            raise ArticleError(f"{asked.host} is not on the public internet; pages of inner networks are not fetched")
        for address in list(dict.fromkeys(found))[:4]:
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                return self._connect(address, asked.port, left)
            except OSError:
                continue
        if until - time.monotonic() <= 0:
            raise ArticleError(self._too_slow(asked))
        raise ArticleError(f"{asked.host} cannot be reached from here")

    def _answer(self, asked: Target, line: _Line) -> _Page | str:
        if asked.scheme == "https":
            line.secure(asked.host)
        head = (
            f"GET {asked.path} HTTP/1.1\r\nHost: {asked.host}\r\nUser-Agent: {AGENT}\r\nAccept: */*\r\n"
            "Accept-Encoding: gzip, identity\r\nConnection: close\r\n\r\n"
        )
        line.socket.sendall(head.encode("ascii"))
        with http.client.HTTPResponse(line.socket, method="GET") as response:
            response.begin()
            if response.status in _MOVED:
                if not (onward := response.headers.get("Location")):
                    raise ArticleError(f"{asked.host} sends one on without saying where to")
                return onward.encode("latin-1", "replace").decode("utf-8", "replace")
            if response.status != 200:
                raise ArticleError(f"{asked.host} answers {response.status} ({_plain(response.reason)})")
            kind = response.headers.get_content_type()
            if response.headers.get("Content-Type") and kind not in ENDINGS:
                raise ArticleError(f"the page is of type {_plain(kind)}, which is not read")
            return _Page.of(asked, kind, response.headers, self._body(response, line.socket))

    def _body(self, response: http.client.HTTPResponse, connection: socket.socket) -> bytes:
        limit = self._settings.fetch_bytes
        packing = (response.headers.get("Content-Encoding") or "identity").strip().lower()
        if packing not in ("identity", "gzip", "x-gzip", "deflate", ""):
            raise ArticleError(f"the page is packed as {_plain(packing)}, which was not asked for")
        unpack = zlib.decompressobj(47) if packing not in ("identity", "") else None  # 47: gzip or zlib, told by itself
        declared = None if response.chunked else response.length
        if declared is not None and declared > limit:
            raise ArticleError(f"the page has {declared:,} bytes; more than {limit:,} are not fetched")
        if declared is not None:
            response.length = None  # else what comes beyond it would not be seen
            response.will_close = True
        received, out = 0, bytearray()
        while True:
            if declared is not None and received == declared:
                connection.settimeout(0.2)  # most close at once; the rest has nothing more to say
            try:
                piece = response.read1(STEP)
            except TimeoutError:
                if declared is not None and received == declared:
                    break
                raise
            if not piece:
                break
            received += len(piece)
            if declared is not None and received > declared:
                raise ArticleError(f"the page sends more than the {declared:,} bytes that it announces")
            out += piece if unpack is None else unpack.decompress(piece, limit + 1 - len(out))
            if max(received, len(out)) > limit or (unpack is not None and unpack.unconsumed_tail):
                raise ArticleError(f"the page has over {limit:,} bytes; more are not fetched")
        if declared is not None and received < declared:
            raise ArticleError("the page broke off before its end")
        if unpack is not None and received and not unpack.eof:
            raise ArticleError("the page broke off before its end")
        return bytes(out)

    def _too_slow(self, asked: Target) -> str:
        return f"{asked.host} took longer than {self._settings.fetch_seconds:g} s"


class _Line:
    """A connection that another thread may cut."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection

    def secure(self, host: str) -> None:
        """Go on in TLS; the certificate must be the host's."""
        context = ssl.create_default_context()
        self.socket = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.socket.do_handshake()

    def cut(self) -> None:
        """End whatever waits for the connection."""
        try:
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)  # of TLS too the line below it
        except OSError:  # gone already
            return


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """What was fetched: ``name`` is made from the type of content, so that the right parser is asked."""

    target: Target
    name: str
    charset: str
    data: bytes

    def is_own(self, url: str | None) -> bool:
        """Whether the address that a page gives itself lies on its host; another's is not believed."""
        try:
            return url is not None and target(url).host == self.target.host
        except ArticleError:
            return False

    @classmethod
    def of(cls, asked: Target, kind: str, headers: Message, data: bytes) -> _Page:
        last = asked.path.partition("?")[0].rpartition("/")[2]
        ending = ENDINGS.get(kind, "") if headers.get("Content-Type") else ""
        name = f"page{ending}" if ending else last or "page.html"
        charset = headers.get_content_charset("") or ""
        return cls(target=asked, name=name, charset=charset, data=data)


def _within(look_up: Callable[[], Iterable[str]], seconds: float) -> list[str] | None:
    """Return what a look-up finds, nothing where it fails, None where it takes too long (it cannot be stopped)."""
    answer: queue.Queue[list[str]] = queue.Queue()

    def run() -> None:
        try:
            answer.put(list(look_up()))
        except (OSError, UnicodeError):
            answer.put([])

    threading.Thread(target=run, daemon=True).start()
    try:
        return answer.get(timeout=max(0.0, seconds))
    except queue.Empty:
        return None


def _plain(words: object) -> str:
    return "".join(c for c in str(words)[:60] if c.isprintable()) or "without a reason"
