"""Fetching pages: what is asked, what is refused, and how long it may take."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from geo import articles
from geo.articles.addresses import allowed, is_public, target
from geo.articles.web import Fetcher
from geo.errors import ArticleError
from geo.settings import Settings
from tests.articles import samples
from tests.articles.fetching import PUBLIC, web


def _reason(document: articles.Document) -> str:
    assert document.failure is not None
    assert document.articles == ()
    return document.failure.reason


def test_a_page_is_fetched_from_the_address_that_was_looked_at() -> None:
    with web() as there:
        (article,) = there.fetcher.get("http://coast-wire.example/port").articles
    assert (article.title, article.published, article.source) == (samples.TITLE, date(2024, 5, 6), "Coast Wire")
    assert article.url == "https://coast-wire.example/port"
    assert there.asked == ["/port"]


def test_a_page_that_says_it_is_of_another_host_is_not_believed() -> None:
    with web() as there:
        (article,) = there.fetcher.get("http://copier.example/port").articles
    assert article.url == "http://copier.example/port"


@pytest.mark.parametrize(("path", "count"), [("/packed", 1), ("/moved", 1), ("/feed", 2)])
def test_packed_pages_moved_pages_and_feeds_are_read(path: str, count: int) -> None:
    with web() as there:
        assert len(there.fetcher.get(f"http://coast-wire.example{path}").articles) == count


def test_nothing_is_fetched_by_default() -> None:
    assert "SITUATION_HOSTS" in _reason(articles.fetch("http://news.example/port", Settings(fetch_hosts=())))


def test_what_is_given_as_an_address_is_never_read_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(samples.text())
    for given in (str(path), path.as_uri()):
        assert "begin with http" in _reason(articles.fetch(given, Settings(fetch_hosts=("*",))))


def test_hosts_are_allowed_by_name_and_each_redirect_asks_again() -> None:
    with web(fetch_hosts=("coast-wire.example",)) as there:
        assert there.fetcher.get("http://coast-wire.example/moved").articles
        assert "other.example is not allowed" in _reason(there.fetcher.get("http://coast-wire.example/away"))
        assert "www.coast-wire.example is not allowed" in _reason(
            there.fetcher.get("http://www.coast-wire.example/port")
        )


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/inside", "number in place of a name"),
        ("/inside-name", "not on the public internet"),
        ("/file", "only addresses that begin with http"),
        ("/nowhere", "no address"),
        ("/loop", "more than 5 times"),
        ("/gzip-bomb", "over 5,000,000 bytes"),
        ("/deflate-bomb", "over 5,000,000 bytes"),
        ("/brotli", "packed as br"),
        ("/lie", "more than the 10 bytes"),
        ("/short", "broke off"),
        ("/large", "more than 5,000,000 are not fetched"),
        ("/endless", "over 5,000,000 bytes"),
        ("/film", "video/mp4"),
        ("/gone", "404"),
        ("/noise", "no web page"),
    ],
)
def test_what_no_page_does_is_refused_in_a_sentence(path: str, words: str) -> None:
    with web() as there:
        assert words in _reason(there.fetcher.get(f"http://news.example{path}"))
    assert there.forbidden == []


@pytest.mark.parametrize("path", ["/drip", "/drip-head", "/silent"])
def test_a_page_that_comes_in_drops_is_given_up_in_time(path: str) -> None:
    with web(fetch_seconds=0.6) as there:
        start = time.monotonic()
        assert "took longer than 0.6 s" in _reason(there.fetcher.get(f"http://news.example{path}"))
        assert time.monotonic() - start < 2


def test_a_host_that_never_answers_the_handshake_is_given_up_in_time() -> None:
    near, far = socket.socketpair()
    fetcher = Fetcher(
        Settings(fetch_hosts=("*",), fetch_seconds=0.5), _resolve=lambda *_: [PUBLIC], _connect=lambda *_: near
    )
    start = time.monotonic()
    with far:
        assert "took longer than 0.5 s" in _reason(fetcher.get("https://news.example/"))
    assert time.monotonic() - start < 2


def test_a_look_up_that_hangs_is_given_up_in_time() -> None:
    def hang(host: str, port: int) -> list[str]:
        time.sleep(3)
        return [PUBLIC]

    fetcher = Fetcher(Settings(fetch_hosts=("*",), fetch_seconds=0.3), _resolve=hang)
    start = time.monotonic()
    assert "took longer" in _reason(fetcher.get("http://news.example/"))
    assert time.monotonic() - start < 1.5


def test_a_name_that_changes_its_address_after_it_was_looked_at_is_dialled_where_it_was() -> None:
    with web({"rebind.example": [PUBLIC, "127.0.0.1"]}) as there:
        assert there.fetcher.get("http://rebind.example/port").articles
        assert "not on the public internet" in _reason(there.fetcher.get("http://rebind.example/port"))
    assert there.forbidden == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1",
        "192.0.2.1", "203.0.113.7", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "192.88.99.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "no address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_no_host_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "", "news.example", "//news.example/", "/etc/passwd", "ftp://news.example/", "javascript:alert(1)", "http://", "http:///x",
        "http://u:p@news.example/", "http://news.example:22/", "https://news.example:80/", "http://1.2.3.4/", "http://16909060/",
        "http://0x1020304/", "http://1.2.0x3/", "http://[2606::1]/", "http://①.example.②/", "http://xn--/", "http://a..b/",
        "http://-a.example/", "http://news.example/a b", "http://news.example\\@x/", "http://a\r\nHost: b/", "http://a:b/",
        "http://[", "http://news.example/" + "x" * 3000, "http://ne\u202ews.example/", "http://a\u2044b.example/",
    ],
)  # fmt: skip
def test_addresses_of_no_page_are_refused(url: str) -> None:
    with pytest.raises(ArticleError):
        target(url)


def test_names_in_other_alphabets_are_asked_for_in_ascii() -> None:
    assert target("https://новини.укр/день?a=б").url == (
        "https://xn--b1amarcd.xn--j1amh/%D0%B4%D0%B5%D0%BD%D1%8C?a=%D0%B1"
    )
    assert allowed(target("https://новини.укр/").host, ("Новини.УКР",))


def test_a_star_allows_what_lies_below_a_name_only() -> None:
    assert [
        h for h in ("bbc.co.uk", "www.bbc.co.uk", "a.b.bbc.co.uk", "evilbbc.co.uk") if allowed(h, ("*.bbc.co.uk",))
    ] == [
        "www.bbc.co.uk",
        "a.b.bbc.co.uk",
    ]


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with web() as there:
        assert there.fetcher.get("http://news.example/port").articles


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command to make a certificate")
def test_a_certificate_must_be_valid_and_of_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with web() as there:
        dial = there.fetcher._connect

        def through_tls(address: str, port: int, seconds: float) -> socket.socket:
            """Put TLS between the fetcher and the server, as a host with that certificate would."""
            near, far = socket.socketpair()
            near.settimeout(seconds)
            threading.Thread(target=_relay, args=(far, context, dial(address, port, seconds)), daemon=True).start()
            return near

        there.fetcher._connect = through_tls
        assert "no valid certificate" in _reason(there.fetcher.get("https://news.example/port"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert there.fetcher.get("https://news.example/port").articles
        assert "no valid certificate" in _reason(there.fetcher.get("https://other.example/port"))


def _relay(far: socket.socket, context: ssl.SSLContext, server: socket.socket) -> None:
    with server, far:
        try:
            with context.wrap_socket(far, server_side=True) as inner:
                server.sendall(inner.recv(65_536))
                while piece := server.recv(65_536):
                    inner.sendall(piece)
        except OSError:
            return
