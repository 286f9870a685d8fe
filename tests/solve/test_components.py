"""Components and maximal bicliques of small graphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vcgame.solve.bits import holders, incidence, indices, mask_of, ones
from vcgame.solve.components import compatible, connected, maximal_bicliques
from vcgame.solve.vertices import Vertex

GRAPHS = st.lists(st.integers(0, 63), min_size=1, max_size=6)


@given(neighbours=GRAPHS)
def test_bicliques_against_brute_force(brute_force, neighbours):
    pairs = {(x, y) for x, mask in enumerate(neighbours) for y in ones(mask)}
    found = maximal_bicliques(neighbours, connected(neighbours))
    assert found == sorted(brute_force.bicliques(pairs))


@given(neighbours=GRAPHS)
def test_components_are_joined_and_apart(neighbours):
    groups = connected(neighbours)
    assert sorted(x for group in groups for x in group) == [
        x for x, mask in enumerate(neighbours) if mask
    ]
    reach = []
    for group in groups:
        seen, joined = neighbours[group[0]], {group[0]}
        for _ in group:
            for x in group:
                if neighbours[x] & seen:
                    seen |= neighbours[x]
                    joined.add(x)
        assert joined == set(group)
        reach.append(seen)
    assert all(a & b == 0 for k, a in enumerate(reach) for b in reach[:k])


def test_exponentially_many_subsets_are_given_up():
    # Each first vertex misses one second vertex: all but two subsets of them are closed.
    size = 14
    everyone = (1 << size) - 1
    neighbours = [everyone ^ 1 << k for k in range(size)]
    groups = connected(neighbours)
    assert len(groups) == 1
    found = maximal_bicliques(neighbours, groups)
    assert found is not None
    assert len(found) == 2**size - 2
    for limit in (10, 1000, 50_000):
        assert maximal_bicliques(neighbours, groups, limit=limit) is None


def test_compatible_means_best_replies_both_ways():
    first = [Vertex((1, 0), 0b01, 0b11), Vertex((0, 1), 0b10, 0b10)]
    second = [Vertex((1, 0), 0b01, 0b01), Vertex((0, 1), 0b10, 0b11)]
    assert compatible(first, second) == [0b11, 0b10]
    assert compatible([], second) == []
    assert compatible(first, []) == [0, 0]


@given(masks=st.lists(st.integers(0, 255), max_size=9), asked=st.integers(0, 255))
def test_sets_as_masks(masks, asked):
    family = incidence(masks, 8)
    holding = holders(family, asked, (1 << len(masks)) - 1)
    assert indices(holding) == tuple(
        k for k, mask in enumerate(masks) if set(ones(asked)) <= set(ones(mask))
    )
    assert mask_of(indices(asked)) == asked
