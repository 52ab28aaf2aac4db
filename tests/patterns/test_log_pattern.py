"""Regular expressions that Python and fluent-bit's Onigmo read alike.

What Onigmo makes of an expression was compared with Python on 180,000 random pairs of
expression and text; the cases below that are refused are those in which the two differed.
"""

import re

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from k8spatterns_lib import SettingError
from k8spatterns_lib.patterns.structural.log_pattern import LogPattern

ATOMS = [
    "a",
    "\\d",
    "\\S",
    "\\.",
    "\\[",
    "[^ ]",
    "[a-c]",
    "[\\d.]",
    "(?:b|c)",
    "(?P<m>a)",
    " ",
    "é",
    "^",
    "$",
    "|",
    "b+",
]
PIECES = [*ATOMS, "*", "+", "?", "{2}", "{1,3}", "{,2}", "*?", "(", ")", "(?:", "(?P<n>", "[", "]", "\\", "(?=", "{"]


@pytest.mark.parametrize(
    ("pattern", "onigmo"),
    [
        (r"^(?P<time>\S+) (?P<level>\w+) (?P<message>.*)$", r"^(?<time>\S+) (?<level>\w+) (?<message>.*)$"),
        (
            r"(?i)error: (?P<message>.+?)(?: code=(?P<code>\d+))?$",
            r"(?i)error: (?<message>.+?)(?: code=(?<code>\d+))?$",
        ),
        (r"/(?P<message>[^/]*)/", r"\/(?<message>[^/]*)/"),
        (r"\(?P<(?P<message>[(?P<]+)", r"\(?P<(?<message>[(?P<]+)"),
        (r"a{2,3}b{2}c{,4}(?P<message>x{1,}?)[$]", r"a{2,3}b{2}c{,4}(?<message>x{1,}?)[$]"),
        (r"(?>a+)(?P<pid>\d+)?(?P<message>\{\})", r"(?>a+)(?<pid>\d+)?(?<message>\{\})"),
    ],
)
def test_a_pattern_is_written_for_onigmo(pattern: str, onigmo: str) -> None:
    assert LogPattern(pattern, "x").for_fluent_bit == onigmo


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_is_accepted_is_an_expression_with_the_same_groups(pattern: str) -> None:
    try:
        found = LogPattern(pattern, "x")
    except SettingError:
        reject()

    assert found.groups == tuple(re.compile(pattern, re.ASCII).groupindex)
    assert re.compile(found.for_fluent_bit.replace("(?<", "(?P<"), re.ASCII).groupindex == dict(
        re.compile(pattern, re.ASCII).groupindex
    )


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (None, "x: the pattern must be text, got None."),
        ("(", "x: the pattern is no expression, got '('. Mend it: missing )"),
        ("a**", "x: the pattern is no expression, got 'a**'. Mend it: multiple repeat"),
        ("(?P<a>b)(?P<a>c)", "x: the pattern is no expression, got '(?P<a>b)(?P<a>c)'. Mend it: redefinition"),
        (r"(?P<A>b)", "x: fluent-bit would read this part of the pattern otherwise, got '(?P<'. Use (?P<name>…)"),
        ("(?=a)", "x: fluent-bit would read this part of the pattern otherwise, got '(?=a'."),
        ("(?<!a)b", "x: fluent-bit would read this part of the pattern otherwise, got '(?<!'."),
        ("(?m)a", "x: fluent-bit would read this part of the pattern otherwise, got '(?m)'."),
        (r"(a)\1", "x: fluent-bit would read this part of the pattern otherwise, got '\\\\1'."),
        (r"\h", "x: fluent-bit would read this part of the pattern otherwise, got '\\\\h'."),
        (r"a\B", "x: fluent-bit would read this part of the pattern otherwise, got '\\\\B'."),
        ("[[:alpha:]]", "x: fluent-bit would read this part of the pattern otherwise, got '[:'."),
        ("[a-z&&[^b]]", "x: fluent-bit would read this part of the pattern otherwise, got '&&'."),
        ("[]a]", "x: fluent-bit would read this part of the pattern otherwise, got '[]a'."),
        (r"[\b]", "x: fluent-bit would read this part of the pattern otherwise, got '\\\\b'."),
        ("a*+", "x: fluent-bit would read this part of the pattern otherwise, got '*+'."),
        ("a{2}+", "x: fluent-bit would read this part of the pattern otherwise, got '{2}+'."),
        ("a{2}?", "x: fluent-bit would read this part of the pattern otherwise, got '{2}?'."),
        ("a{b}", "x: fluent-bit would read this part of the pattern otherwise, got '{b}'."),
        ("a${b}", "x: fluent-bit would read this part of the pattern otherwise, got '${'."),
        ("(?i)é", "x: (?i) is for letters of ASCII alone, got '(?i)é'."),
        ("(?:a*)*b", "x: a group before * must not be able to be empty, got '(?:a*)*b'."),
        ("(?:a|)+", "x: a group before + must not be able to be empty, got '(?:a|)+'."),
        ("((^)){2,3}", "x: a group before {2,3} must not be able to be empty, got '((^)){2,3}'."),
        ("(?:.+?){1,}", "x: {1,} must not repeat +? alone, got '(?:.+?){1,}'."),
        ("((?:a+))*?", "x: *? must not repeat + alone, got '((?:a+))*?'."),
    ],
)
def test_what_the_two_read_otherwise_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(message)}"):
        LogPattern(pattern, "x")
