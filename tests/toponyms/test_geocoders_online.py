"""An online geocoder behind geopy's contract, against a server of this machine that speaks Nominatim's API."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.exc import GeocoderServiceError, GeocoderUnavailable
from geopy.geocoders.base import Geocoder

from geo import pipeline
from geo.model import Article, Candidate, Mention, Place, Toponym
from geo.settings import Settings
from geo.toponyms import online
from geo.toponyms.online import OnlineGeocoder, fill

VILLAGE = {
    "place_id": 1, "osm_type": "node", "osm_id": 77, "lat": "35.5481", "lon": "36.4012", "class": "place", "type": "village",
    "addresstype": "village", "name": "Kafr Test", "display_name": "Kafr Test, Idlib, Syria",
    "address": {"village": "Kafr Test", "country": "Syria", "country_code": "sy"},
    "boundingbox": ["35.52", "35.57", "36.38", "36.42"],
}  # fmt: skip
ELSEWHERE = {**VILLAGE, "osm_id": 78, "address": {"country_code": "lb"}}


class Server(ThreadingHTTPServer):
    """Answers by the name that is asked for, and remembers what came in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict] = []
        self.at: list[float] = []
        self.at_once = self.most_at_once = 0
        self.limited = 0


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        s = self.server
        s.asked.append({**query, "path": urlsplit(self.path).path, "agent": self.headers["User-Agent"]})
        s.at.append(time.monotonic())
        s.at_once += 1
        s.most_at_once = max(s.most_at_once, s.at_once)
        try:
            self.answer(query["q"])
        finally:
            s.at_once -= 1

    def answer(self, name: str) -> None:
        if name == "Overloaded":
            return self.send(503, b"busy")
        if name == "Limited":
            self.server.limited += 1
            if self.server.limited == 1:
                return self.send(429, b"slow down", {"Retry-After": "1"})
        if name == "Limited for long":
            return self.send(429, b"slow down", {"Retry-After": "3600"})
        if name == "Slow":
            time.sleep(1.2)
        if name == "Broken":
            return self.send(200, b"[{")
        if name == "Odd":
            return self.send(
                200, json.dumps([{**VILLAGE, "boundingbox": ["x"], "address": "Syria", "lat": "35"}]).encode()
            )
        if name == "Nowhere":
            return self.send(200, b"[]")
        if name == "Off the globe":
            return self.send(200, json.dumps([{**VILLAGE, "lon": "181.5"}]).encode())
        return self.send(200, json.dumps([ELSEWHERE, VILLAGE]).encode())

    def send(self, status: int, body: bytes, headers: dict | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who asked has not waited
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield running
        running.shutdown()


@pytest.fixture
def settings(server, tmp_path):
    url = f"http://127.0.0.1:{server.server_port}"
    return Settings(cache=tmp_path, geocoder="nominatim", geocoder_url=url, geocoder_timeout_s=0.6)


@pytest.fixture
def geocoder(settings):
    return OnlineGeocoder.of(settings)


def test_it_is_off_unless_the_settings_name_one(tmp_path, monkeypatch):
    monkeypatch.delenv("SITUATION_GEOCODER", raising=False)
    assert OnlineGeocoder.of(Settings(cache=tmp_path)) is None


def test_a_place_comes_with_source_day_precision_and_attribution(geocoder, server):
    found = geocoder.geocode("Kafr Test", country="SY")
    assert isinstance(geocoder, Geocoder)
    assert (found.latitude, found.longitude) == (35.5481, 36.4012)
    assert found.raw["country"] == "SY"
    assert found.raw["kind"] == "settlement"
    assert found.raw["precision_km"] == 1.0
    assert found.raw["online"] is True
    assert "OpenStreetMap" in found.raw["attribution"]
    assert time.strftime("%Y-%m-%d", time.gmtime()) in found.raw["source"]
    assert server.asked[0]["countrycodes"] == "sy"
    assert server.asked[0]["agent"].startswith("situation-map/")


def test_answers_in_other_countries_are_left_out(geocoder):
    assert [f.raw["id"] for f in geocoder.geocode("Kafr Test", country="SY", exactly_one=False)] == ["osm:node:77"]
    assert geocoder.geocode("Kafr Test", country="LY") is None


def test_the_same_name_is_asked_once_and_not_found_is_kept_too(settings, geocoder, server):
    for _ in range(3):
        assert geocoder.geocode("Kafr Test", country="SY")
        assert geocoder.geocode("Nowhere", country="SY") is None
    again = OnlineGeocoder.of(settings)
    assert again.geocode("KAFR TEST", country="SY")
    assert len(server.asked) == 2
    assert geocoder.geocode("Nowhere", country="LB") is None
    assert len(server.asked) == 3


def test_an_old_answer_is_asked_for_again(settings, server, tmp_path):
    old = OnlineGeocoder.of(Settings(**{**vars(settings), "geocoder_keep_days": 0.0}))
    old.geocode("Kafr Test", country="SY")
    old.geocode("Kafr Test", country="SY")
    assert len(server.asked) == 2


@pytest.mark.parametrize("name", ["Overloaded", "Slow", "Broken", "Limited for long", "Odd"])
def test_an_outage_is_an_error_and_never_not_found(geocoder, server, name):
    with pytest.raises(GeocoderServiceError, match="Nominatim"):
        geocoder.geocode(name, country="SY")
    # The service rests: the next name is not asked for, and nothing was kept as "not found".
    with pytest.raises(GeocoderUnavailable, match="left alone"):
        geocoder.geocode("Kafr Test", country="SY")
    assert len(server.asked) == 1
    geocoder._pace.resting_until = 0.0
    assert geocoder.geocode("Kafr Test", country="SY")
    with pytest.raises(GeocoderServiceError):
        geocoder.geocode(name, country="SY")


def test_a_server_that_nobody_runs_is_an_outage(tmp_path):
    unused = OnlineGeocoder.of(Settings(cache=tmp_path, geocoder="nominatim", geocoder_url="http://127.0.0.1:9"))
    with pytest.raises(GeocoderServiceError, match=r"127\.0\.0\.1:9"):
        unused.geocode("Kafr Test", country="SY")


def test_a_429_waits_as_long_as_it_says_and_asks_once_more(geocoder, server):
    assert geocoder.geocode("Limited", country="SY").raw["name"] == "Kafr Test"
    assert len(server.asked) == 2
    assert server.at[1] - server.at[0] >= 1.0


def test_points_off_the_globe_are_no_places(geocoder):
    assert geocoder.geocode("Off the globe", country="SY") is None


@pytest.mark.parametrize("query", ["", " ", "x" * 500])
def test_what_is_no_name_is_not_asked_for(geocoder, server, query):
    assert geocoder.geocode(query, country="SY") is None
    assert server.asked == []


def test_one_pace_for_the_whole_process(settings, server):
    paced = Settings(**{**vars(settings), "geocoder_seconds_between": 0.2})
    coders = [OnlineGeocoder.of(paced) for _ in range(4)]
    threads = [
        threading.Thread(target=c.geocode, args=(f"Kafr {i}",), kwargs={"country": "SY"}) for i, c in enumerate(coders)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(server.at) == 4
    assert server.most_at_once == 1
    assert min(b - a for a, b in zip(server.at, server.at[1:], strict=False)) >= 0.19


def test_the_public_nominatim_gets_a_second_between_and_a_contact(tmp_path):
    with pytest.raises(ValueError, match="CONTACT"):
        OnlineGeocoder.of(Settings(cache=tmp_path, geocoder="nominatim", geocoder_url=""))
    polite = OnlineGeocoder.of(
        Settings(cache=tmp_path, geocoder="nominatim", geocoder_url="", geocoder_contact="desk@example.org")
    )
    assert polite.service.seconds_between == 1.0
    assert "desk@example.org" in polite.service.geocoder.headers["User-Agent"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"geocoder": "gogle"}, "nominatim, photon, geonames"),
        ({"geocoder": "geonames"}, "SITUATION_GEOCODER_USER"),
        ({"geocoder": "photon", "geocoder_url": "file:///etc"}, "https://"),
    ],
)
def test_settings_that_cannot_work_say_what_they_need(tmp_path, given, told):
    with pytest.raises(ValueError, match=told):
        OnlineGeocoder.of(Settings(cache=tmp_path, **{"geocoder_user": "", "geocoder_url": "", **given}))


def mention(text: str, **more: object) -> Mention:
    return Mention(field="text", start=0, end=len(text), text=text, **more)


HOMS = Place(id="geonames:169577", name="Homs", kind="settlement", lat=34.7, lon=36.7, country="SY")
PLACED = Toponym(mention=mention("Homs"), place=HOMS, score=0.9)


def open_name(text: str, **more: object) -> Toponym:
    return Toponym(mention=mention(text, **more), place=None, reason="no place of this name in the gazetteer")


def test_open_names_are_placed_in_the_country_that_the_article_speaks_of_and_marked(geocoder):
    filled = fill([PLACED, open_name("Kafr Test"), open_name("Nowhere")], geocoder)
    first, second, third = filled.toponyms
    assert first is PLACED
    assert second.place.name == "Kafr Test"
    assert second.place.source.startswith("Nominatim (127.0.0.1")
    assert second.place.licence == "ODbL"
    assert "found online" in second.candidates[0].reasons[1]
    assert third.place is None
    assert "nor does Nominatim" in third.reason
    assert "OpenStreetMap" in filled.attribution
    assert len(filled.notes) == 1


def test_doubt_other_roles_and_names_without_a_country_are_not_asked_for(geocoder, server):
    doubtful = Toponym(mention=mention("Kafr Test"), place=None, candidates=(Candidate(place=HOMS, score=1.0),))
    told = [doubtful, open_name("Kafr Test", role="organisation")]
    assert fill([PLACED, *told], geocoder).toponyms[1:] == told
    assert fill([open_name("Kafr Test")], geocoder).toponyms[0].place is None
    assert server.asked == []


def test_an_outage_leaves_names_open_and_is_told_once(geocoder, server):
    filled = fill([PLACED, open_name("Overloaded"), open_name("Kafr Test")], geocoder)
    assert [t.place for t in filled.toponyms[1:]] == [None, None]
    assert all("did not answer" in t.reason for t in filled.toponyms[1:])
    assert filled.attribution == ""
    assert len(filled.notes) == 1
    assert filled.notes[0].startswith("2 names stay open")
    assert len(server.asked) == 1


def test_the_pipeline_asks_only_when_told_to_and_says_so_with_the_article(settings, server, gazetteer):
    text = "Rebels shelled the village of Qwxyzville. Clashes went on in Homs and in Hama, in Syria."
    article = Article(id="a", title="", text=text)
    offline = pipeline.extract(article, gazetteer, Settings(**{**vars(settings), "geocoder": ""}))
    assert server.asked == []
    asked = pipeline.extract(article, gazetteer, settings)
    assert [a["q"] for a in server.asked] == ["Qwxyzville"]
    placed = {t.mention.text: t.place for t in asked.toponyms}
    assert placed["Qwxyzville"].source.startswith("Nominatim")
    assert "OpenStreetMap" in asked.article.warnings[-1]
    assert offline.article.warnings == ()
    notes = [{n["key"]: n["text"] for n in pipeline.assemble([e])["notes"]} for e in (asked, offline)]
    assert "© OpenStreetMap contributors (ODbL 1.0)" in notes[0]["attribution"]
    assert "OpenStreetMap" not in notes[1]["attribution"]


def test_without_a_service_nothing_changes(settings):
    named = [PLACED, open_name("Kafr Test")]
    assert online.ask(named, Settings(**{**vars(settings), "geocoder": ""})).toponyms == named


@pytest.mark.parametrize(
    ("kind", "body", "name", "precision"),
    [
        (
            "photon",
            {
                "features": [
                    {
                        "geometry": {"coordinates": [36.4, 35.5]},
                        "properties": {"name": "Kafr Test", "countrycode": "SY", "osm_value": "village", "osm_type": "N", "osm_id": 7},
                    }
                ]
            },
            "Kafr Test",
            1.0,
        ),
        (
            "geonames",
            {
                "geonames": [
                    {"lat": "35.5", "lng": "36.4", "name": "Kafr Test", "toponymName": "Kafr Tist", "countryCode": "SY", "fcl": "P", "geonameId": 5, "countryName": "Syria"}
                ]
            },
            "Kafr Tist",
            1.0,
        ),
    ],
)  # fmt: skip
def test_photon_and_geonames_lie_behind_the_same_door(server, tmp_path, monkeypatch, kind, body, name, precision):
    monkeypatch.setattr(Handler, "answer", lambda self, _: self.send(200, json.dumps(body).encode()))
    url = f"http://127.0.0.1:{server.server_port}"
    coder = OnlineGeocoder.of(Settings(cache=tmp_path, geocoder=kind, geocoder_url=url, geocoder_user="someone"))
    found = coder.geocode("Kafr Test", country="SY")
    assert (found.raw["name"], found.raw["country"], found.raw["precision_km"]) == (name, "SY", precision)
    assert (found.latitude, found.longitude) == (35.5, 36.4)
    assert coder.geocode("Kafr Other", country="TR") is None


@pytest.fixture(autouse=True)
def no_pace_of_other_tests(monkeypatch):
    monkeypatch.setattr(online, "_paces", {})
