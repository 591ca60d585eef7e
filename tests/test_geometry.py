import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, shape

from geo import geometry
from geo.errors import GeometryError

HOMS, RASTAN, DAMASCUS = (36.7234, 34.7268), (36.7324, 34.9269), (36.2913, 33.5102)
points = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def test_distance_and_bearing_of_known_towns():
    assert geometry.distance_km(HOMS, RASTAN) == pytest.approx(22.2, abs=0.1)
    assert geometry.bearing(HOMS, RASTAN) == pytest.approx(2.1, abs=0.5)
    assert geometry.bearing(HOMS, DAMASCUS) == pytest.approx(196.5, abs=0.5)


@settings(max_examples=50)
@given(points, st.floats(0, 360), st.floats(0.1, 500))
def test_a_destination_lies_as_far_away_as_asked(start, bearing, km):
    assert geometry.distance_km(start, geometry.destination(start, bearing, km)) == pytest.approx(km, rel=1e-6)


@settings(max_examples=50)
@given(points, st.floats(0.5, 200))
def test_every_corner_of_a_circle_is_one_radius_from_its_centre(centre, radius_km):
    ring = geometry.circle(centre, radius_km)
    for lon, lat in ring.exterior.coords[::18]:
        lon = (lon + 180) % 360 - 180
        assert geometry.distance_km(centre, (lon, lat)) == pytest.approx(radius_km, rel=1e-6)


@pytest.mark.parametrize("point", [(0, math.nan), (math.inf, 0), (0, 90.5), (181, 0)])
def test_a_point_off_the_earth_is_refused(point):
    with pytest.raises(GeometryError, match="not on Earth"):
        geometry.check(point)
    with pytest.raises(GeometryError):
        geometry.Local([point])


def test_a_local_plane_keeps_distances_and_comes_back():
    local = geometry.Local([HOMS, RASTAN])
    xy = local.forward(np.array([HOMS, RASTAN]))
    assert np.hypot(*(xy[1] - xy[0])) == pytest.approx(geometry.distance_km(HOMS, RASTAN), rel=1e-4)
    assert local.inverse(xy) == pytest.approx(np.array([HOMS, RASTAN]), abs=1e-7)


def test_the_order_of_points_does_not_move_the_plane():
    assert geometry.Local([HOMS, RASTAN, DAMASCUS]).centre == geometry.Local([DAMASCUS, HOMS, RASTAN]).centre


def test_an_arc_begins_and_ends_where_asked_and_bends_to_the_right():
    line = geometry.arc(DAMASCUS, RASTAN)
    assert (line.coords[0], line.coords[-1]) == (DAMASCUS, RASTAN)
    assert line.coords[16][0] > (DAMASCUS[0] + RASTAN[0]) / 2  # north-bound: right is east


def test_opposite_arcs_lie_side_by_side():
    there, back = geometry.arc(HOMS, DAMASCUS), geometry.arc(DAMASCUS, HOMS)
    middle = [line.interpolate(0.5, normalized=True) for line in (there, back)]
    assert geometry.distance_km((middle[0].x, middle[0].y), (middle[1].x, middle[1].y)) > 20


def test_a_line_stops_short_of_its_target():
    line = geometry.stop_short(geometry.densify([RASTAN, HOMS], step_km=1), HOMS, 5)
    assert geometry.distance_km(line.coords[-1], HOMS) == pytest.approx(5, abs=0.02)
    assert line.coords[0] == pytest.approx(RASTAN)


def test_a_line_that_starts_within_the_distance_stays_whole():
    line = LineString([HOMS, (36.73, 34.73)])
    assert geometry.stop_short(line, HOMS, 5) == line


def test_a_road_is_followed_in_the_direction_of_travel():
    road = LineString([(36.0, 34.0), (36.5, 34.5), (37.0, 34.5)])
    line = geometry.along_road(road, [(37.0, 34.51), (36.25, 34.25)])
    assert line is not None
    assert line.coords[0] == pytest.approx((37.0, 34.5), abs=0.01)
    assert any(c == pytest.approx((36.5, 34.5), abs=1e-6) for c in line.coords)
    assert geometry.along_road(road, [(38.0, 35.5), (36.25, 34.25)]) is None


def test_a_smooth_path_passes_through_its_points():
    line = geometry.smooth_path([DAMASCUS, HOMS, RASTAN])
    assert line.distance(Point(HOMS)) < 1e-6
    with pytest.raises(GeometryError, match="two different points"):
        geometry.smooth_path([HOMS, HOMS])


def test_a_buffer_has_the_area_of_its_radius():
    assert geometry.area_km2(geometry.buffer_km(Point(HOMS), 10)) == pytest.approx(math.pi * 100, rel=0.01)


def test_contours_have_higher_values_on_their_left():
    x = y = np.linspace(-1, 1, 21)
    (line,) = geometry.contours(x, y, np.tile(x, (21, 1)), 0.0)
    assert line[-1][1] < line[0][1]  # east is higher: left of a south-bound line
    area = geometry.area_between(x, y, np.tile(x, (21, 1)), 0.0, 1e9)
    assert area.equals(Polygon([(0, -1), (1, -1), (1, 1), (0, 1)]))


def test_geojson_is_rounded_and_its_rings_run_counter_clockwise():
    written = geometry.geojson(Polygon([(0, 0), (0, 1.0000001), (1, 1), (1, 0)]))
    assert written["coordinates"] == [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]


def test_what_crosses_the_antimeridian_is_cut_there():
    line = geometry.geojson(geometry.arc((179.5, -17.0), (-179.5, -16.0)))
    ring = geometry.geojson(geometry.circle((179.9, 0.0), 50))
    assert line["type"] == "MultiLineString"
    assert ring["type"] == "MultiPolygon"
    for west, _, east, _ in (shape(line).bounds, shape(ring).bounds):
        assert west >= -180
        assert east <= 180


@pytest.mark.parametrize(
    "bad",
    [{}, {"type": "Point"}, {"type": "Point", "coordinates": [200, 0]}, {"type": "Blob", "coordinates": [1, 2]}],
)
def test_what_is_no_geometry_is_refused(bad):
    with pytest.raises(GeometryError):
        geometry.from_geojson(bad)


@settings(max_examples=50)
@given(points)
def test_a_point_comes_back_from_geojson(point):
    back = geometry.from_geojson(geometry.geojson(Point(point)))
    assert (back.x, back.y) == pytest.approx(point, abs=1e-5)


def test_bounds_of_nothing_are_none():
    assert geometry.bounds([]) is None
    assert geometry.bounds([Point(HOMS), Point(RASTAN)]) == [36.7234, 34.7268, 36.7324, 34.9269]


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([Point(179.4, -16.5), Point(-175.2, -21.1), Point(178.4, -18.1)], (178.4, -21.1, -175.2, -16.5)),
        ([Point(-175.2, -21.1), Point(-170.7, -14.3)], (-175.2, -21.1, -170.7, -14.3)),
        ([Point(-100, 0), Point(100, 0)], (100.0, 0.0, -100.0, 0.0)),
        ([Point(-90, 0), Point(90, 0)], (-90.0, 0.0, 90.0, 0.0)),
        ([geometry.arc((179.5, -17.0), (-179.5, -17.0), bend=0)], (179.5, -17.0, -179.5, -17.0)),
        ([LineString([(-180, 0), (180, 0)]), Point(5, 1)], (-180.0, 0.0, 180.0, 1.0)),
    ],
)
def test_bounds_are_the_smallest_stretch_of_longitudes(shapes, expected):
    assert geometry.bounds(shapes) == pytest.approx(expected, abs=0.01)


@settings(max_examples=100)
@given(st.lists(points, min_size=1, max_size=6), st.integers(-179, 179))
def test_turning_the_globe_does_not_widen_the_bounds(found, turn):
    def width(shapes):
        west, _, east, _ = geometry.bounds(shapes)
        return (east - west) % 360

    turned = [Point((lon + turn + 180) % 360 - 180, lat) for lon, lat in found]
    assert width(turned) == pytest.approx(width([Point(p) for p in found]), abs=1e-3)


def test_pieces_joins_lines_that_touch_and_leaves_points_out():
    bent = geometry.pieces(shape({"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]], [[1, 0], [1, 1]]]}))
    assert [line.length for line in bent] == [2.0]
    assert list(geometry.pieces(Point(0, 0))) == []


def test_points_along_a_line_lie_at_shares_of_its_length():
    assert geometry.along(LineString([(0, 0), (4, 0)]), [0.25, 1.0]).tolist() == [[1.0, 0.0], [4.0, 0.0]]
    assert geometry.stretch(LineString([(0, 0), (4, 0)]), 1, 3).length == 2
    assert geometry.located(LineString([(0, 0), (4, 0)]), (3, 5)) == 3


def test_cells_lie_inside_even_of_a_sliver():
    square = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)])
    found = geometry.cells(square, 100)
    assert len(found) == 100
    assert geometry.inside(square, found).all()
    assert 1 <= len(geometry.cells(Polygon([(0, 0), (1000, 0), (1000, 0.001)]))) < 1000


def test_distance_from_an_area_is_zero_inside():
    square = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)])
    assert geometry.away_km(square, np.array([[1.0, 1.0], [7.0, 8.0]])).tolist() == [0.0, 5.0]


def test_what_is_wrong_with_a_ring_is_said_in_words():
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert "Self-intersection" in geometry.why_invalid(bow)
    assert geometry.why_invalid(geometry.polygons(bow)) == ""


def test_an_area_that_rounding_closes_on_itself_is_written_valid():
    spike = Polygon([(0, 0), (1, 0), (1, 1), (0.5, 1), (0.500001, 2), (0.4999985, 1), (0, 1)])
    written = shape(geometry.geojson(spike))
    assert written.is_valid
    assert written.area == pytest.approx(1)
