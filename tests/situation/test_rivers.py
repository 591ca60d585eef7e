import numpy as np

from geo import geometry
from geo.situation.fronts import Statement, infer

REGION = geometry.box(35.0, 34.0, 37.0, 36.0)
RIVER = geometry.LineString([(36.2, 34.0), (36.2, 36.0)])


def banks(*, west="w", east="e"):
    spots = [(35.9, west), (36.6, east)]
    return [Statement(lon=lon, lat=34.3 + 0.35 * k, side=side) for k in range(5) for lon, side in spots]


def middle(result):
    line = geometry.union(f.line for f in result.fronts)
    return float(np.median(geometry.sampled(line, 0.02)[:, 0]))


def test_a_river_whose_banks_rivals_hold_draws_the_front_to_it():
    without, beside = infer(banks(), REGION), infer(banks(), REGION, water=[RIVER])
    assert abs(middle(without) - 36.25) < 0.02
    assert abs(middle(beside) - 36.2) < abs(middle(without) - 36.2) / 2


def test_a_river_through_the_land_of_one_side_is_no_front():
    inland = geometry.LineString([(35.5, 34.0), (35.5, 36.0)])
    assert middle(infer(banks(), REGION, water=[inland])) == middle(infer(banks(), REGION))


def test_a_river_across_the_front_is_none_either():
    across = geometry.LineString([(35.0, 35.0), (37.0, 35.0)])
    assert abs(middle(infer(banks(), REGION, water=[across])) - middle(infer(banks(), REGION))) < 0.02
