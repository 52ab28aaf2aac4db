from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.testing import Capture, Match
from k8spatterns_lib.testing.matcher import Captured, Matcher
from k8spatterns_lib.testing.mismatch import ABSENT

SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab.-", max_size=3)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)
MAPS = st.dictionaries(st.text("abc", min_size=1, max_size=2), TREES, min_size=1, max_size=4)
LEAF = "a leaf that no tree has"


def matches(matcher: Matcher, actual: Any) -> bool:
    """Both answers of a matcher have to agree."""
    yes = matcher.test(actual, [])
    assert yes == (not list(matcher.explain(actual, ())))
    return yes


def grown(tree: Any, extra: int) -> Any:
    """Return a superset: every map of the tree has a key more."""
    if isinstance(tree, dict):
        return {f"more-{extra}": LEAF, **{key: grown(each, extra) for key, each in tree.items()}}
    return [grown(each, extra) for each in tree] if isinstance(tree, list) else tree


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict) and tree:
        return [leaf for key, each in tree.items() for leaf in leaves(each, (*path, key))]
    if isinstance(tree, list) and tree:
        return [leaf for index, each in enumerate(tree) for leaf in leaves(each, (*path, index))]
    return [path]


def mutated(tree: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return LEAF
    copy: Any = list(tree) if isinstance(tree, list) else dict(tree)
    copy[path[0]] = mutated(tree[path[0]], path[1:])
    return copy


@given(MAPS)
def test_object_like_matches_the_tree_itself(tree: dict[str, Any]) -> None:
    assert matches(Match.object_like(tree), tree)


@given(MAPS)
def test_object_like_matches_every_superset(tree: dict[str, Any]) -> None:
    assert matches(Match.object_like(tree), grown(tree, 1))


@given(MAPS, st.data())
def test_object_like_never_matches_a_mutated_leaf(tree: dict[str, Any], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(leaves(tree)))

    assert not matches(Match.object_like(tree), mutated(grown(tree, 1), path))


@given(MAPS)
def test_object_equals_matches_the_tree_and_no_superset(tree: dict[str, Any]) -> None:
    assert matches(Match.object_equals(tree), tree)
    assert not matches(Match.object_equals(tree), grown(tree, 1))


@given(st.lists(TREES, max_size=4), st.lists(TREES, max_size=2))
def test_array_with_matches_every_list_that_has_the_items_in_order(items: list[Any], others: list[Any]) -> None:
    mixed = [each for item in items for each in (*others, item)] + others

    assert matches(Match.array_with(items), mixed)


@pytest.mark.parametrize(
    ("wanted", "items", "said"),
    [
        (["b", "a"], ["a", "c", "b"], "x: expected an item 'a' behind [2], got ['a', 'c', 'b']"),
        (["a", "a"], ["a"], "x: expected an item 'a' behind [0], got ['a']"),
        (["d"], ["a", "c"], "x: expected an item 'd', got ['a', 'c']"),
        (["d"], [], "x: expected an item 'd', got []"),
        (["d"], "d", "x: expected a list with ['d'], got 'd'"),
        ([{"a": 1, "b": 2}], [{"a": 3}, {"a": 1, "b": 3}], "x[1].b: expected 2, got 3"),
        ([{"a": 1}], [{"a": 3}], "x: expected an item {'a': 1}, got [{'a': 3}]"),
    ],
)
def test_array_with_says_what_is_missing_and_where(wanted: list[Any], items: Any, said: str) -> None:
    (mismatch,) = Match.array_with(wanted).explain(items, ("x",))

    assert mismatch.lines("A 'a'") == [f"A 'a': {said}"]


def test_array_with_minds_the_order() -> None:
    assert matches(Match.array_with(["a", "b"]), ["a", "c", "b"])
    assert not matches(Match.array_with(["b", "a"]), ["a", "c", "b"])
    assert not matches(Match.array_with(["a", "a"]), ["a"])


@given(st.lists(MAPS, max_size=3), MAPS)
def test_array_each_matches_a_list_whose_items_all_match_alone(items: list[dict[str, Any]], pattern: Any) -> None:
    alone = [matches(Match.object_like(pattern), each) for each in items]

    assert matches(Match.array_each(pattern), items) == (alone != [] and all(alone))
    assert matches(Match.array_each(pattern), [grown(pattern, 1)] * 2)


def test_array_each_names_every_item_that_differs() -> None:
    mismatches = list(Match.array_each({"a": 1}).explain([{"a": 1}, {"a": 2}, {"b": 1}], ("spec",)))

    assert [(each.path, each.got) for each in mismatches] == [(("spec", 1, "a"), 2), (("spec", 2, "a"), ABSENT)]


def test_array_each_captures_from_every_item() -> None:
    captured: Captured = []

    assert Match.array_each({"a": Capture()}).test([{"a": 1}, {"a": 2}], captured)

    assert [value for _, value in captured] == [1, 2]


@pytest.mark.parametrize(
    ("matcher", "good", "bad"),
    [
        (Match.array_equals(["a", {"b": 1}]), ["a", {"b": 1}], ["a", {"b": 1, "c": 2}]),
        (Match.array_each({"a": 1}), [{"a": 1}, {"a": 1, "b": 2}], [{"a": 1}, {"a": 2}]),
        (Match.array_each(Match.any_value()), [1], []),
        (Match.array_each("a"), ["a", "a"], "aa"),
        (Match.absent(), ABSENT, None),
        (Match.any_value(), False, ABSENT),
        (Match.not_("a"), "b", "a"),
        (Match.not_(Match.any_value()), ABSENT, 1),
        (Match.string_like_regexp("^demo-"), "demo-web", "a demo-web"),
        (Match.string_like_regexp("[0-9]"), "v1", 1),
        (Match.serialized_json({"a": 1}), '{"a": 1, "b": 2}', '{"a": 2}'),
        (Match.serialized_json({"a": 1}), '{"a": 1}', "a: 1"),
        (Match.serialized_json({"a": 1}), '{"a": 1}', {"a": 1}),
        (Match.serialized_yaml({"a": 1}), "a: 1", "a: 1\n---\nb: 1"),
        (Match.serialized_yaml(Match.not_({"a": 1})), "", "a: 1"),
        (Match.array_with(["a"]), ["a"], "a"),
        (Capture(Match.string_like_regexp("a")), "a", "b"),
        (Match.serialized_yaml({"a": [1]}), "a: [1]", "a: [1"),
        (Match.quantity("1Gi"), "1024Mi", "1G"),
        (Match.quantity("0.5"), "500m", "0.6"),
        (Match.quantity("1e3"), 1000, True),
        (Match.object_like({"a": True}), {"a": True}, {"a": 1}),
        (Match.object_like({"a": 1}), {"a": 1.0}, {"a": True}),
        (Match.object_like({"a": Match.absent()}), {"b": 1}, {"a": 1}),
        (Match.object_like({"a": ["x"]}), {"a": ["x"]}, {"a": ["x", "y"]}),
        (Match.object_like({"a": ["x"]}), {"a": ["x"]}, {"a": "x"}),
    ],
)
def test_a_matcher_tells_good_from_bad(matcher: Matcher, good: Any, bad: Any) -> None:
    assert matches(matcher, good)
    assert not matches(matcher, bad)


@pytest.mark.parametrize("text", ["", "Gi", "1 Gi", "1Xi", "one", None])
def test_what_is_no_quantity_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="is no quantity"):
        Match.quantity(text)


@pytest.mark.parametrize(
    ("matcher", "said"),
    [
        (Match.absent(), "nothing"),
        (Match.any_value(), "any value"),
        (Match.not_("a"), "not 'a'"),
        (Match.quantity("1Gi"), "the quantity 1Gi"),
        (Match.string_like_regexp("^a"), "text like /^a/"),
        (Match.array_with(["a"]), "a list with ['a']"),
        (Match.array_each({"a": 1}), "a list of {'a': 1}"),
        (Match.serialized_json({"a": 1}), "JSON text of {'a': 1}"),
        (Capture(), "a value to capture"),
        (Capture(Match.quantity(1)), "the quantity 1 to capture"),
    ],
)
def test_a_matcher_says_what_it_wants(matcher: Matcher, said: str) -> None:
    assert repr(matcher) == said
