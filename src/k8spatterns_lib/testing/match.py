"""`Match`: the names by which users write patterns.

Source: the vocabulary of the AWS CDK's assertions library, where the meaning is the same.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from k8spatterns_lib.testing.matcher import Literal, Matcher, matcher_of
from k8spatterns_lib.testing.matchers import (
    Absent,
    AnyValue,
    ArrayEach,
    ArrayWith,
    Not,
    Quantity,
    Serialized,
    StringLikeRegexp,
)


class Match:
    """Patterns for `Template`'s questions; they nest in each other and in literals."""

    @staticmethod
    def object_like(pattern: Mapping[str, Any]) -> Matcher:
        """Return a map that has these keys at least, at every depth."""
        return Literal(pattern, exact=False)

    @staticmethod
    def object_equals(pattern: Mapping[str, Any]) -> Matcher:
        """Return a map that has these keys and no others, at every depth."""
        return Literal(pattern, exact=True)

    @staticmethod
    def array_with(patterns: Sequence[Any]) -> Matcher:
        """Return a list that has these items in this order, with others before, between and behind."""
        return ArrayWith([matcher_of(each, exact=False) for each in patterns])

    @staticmethod
    def array_equals(patterns: Sequence[Any]) -> Matcher:
        """Return a list that has these items and no others; maps in it match exactly."""
        return Literal(list(patterns), exact=True)

    @staticmethod
    def array_each(pattern: Any) -> Matcher:  # noqa: ANN401 - a matcher or any data
        """Return a list of which every item is like this, such as all containers of a pod; an empty one is not."""
        return ArrayEach(matcher_of(pattern, exact=False))

    @staticmethod
    def absent() -> Matcher:
        """Return a key that is not there."""
        return Absent()

    @staticmethod
    def any_value() -> Matcher:
        """Return a key that is there, whatever it holds."""
        return AnyValue()

    @staticmethod
    def not_(pattern: Any) -> Matcher:  # noqa: ANN401 - as above
        """Return what the pattern does not match; a literal in it is taken exactly."""
        return Not(matcher_of(pattern, exact=True))

    @staticmethod
    def string_like_regexp(pattern: str) -> Matcher:
        """Return a text in which the expression is found; `^` and `$` tie it to the ends."""
        return StringLikeRegexp(re.compile(pattern))

    @staticmethod
    def serialized_json(pattern: Any) -> Matcher:  # noqa: ANN401 - as above
        """Return a text that holds JSON of this pattern."""
        return Serialized("JSON", matcher_of(pattern, exact=False))

    @staticmethod
    def serialized_yaml(pattern: Any) -> Matcher:  # noqa: ANN401 - as above
        """Return a text that holds YAML of this pattern."""
        return Serialized("YAML", matcher_of(pattern, exact=False))

    @staticmethod
    def quantity(text: str | float) -> Matcher:
        """Return an amount, however it is written: `1Gi` is `1024Mi`.

        Raises:
            ValueError: It is no quantity.
        """
        return Quantity(text)
