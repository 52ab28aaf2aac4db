"""The construct tree's lazy half: a construct costs a call to Node only once somebody looks.

A pattern is a real `constructs.Construct`, and making one costs a round trip to the
Node process behind jsii; an app and its charts cost the start of that process, too. In the
library's own `App` nothing needs them until a program asks for `.node`, hands the pattern
(or its chart, or its app) to another construct, or otherwise touches jsii. So the constructs
wait, in the order in which they were written, and the first look makes all of them at once;
from then on each is made on the spot.
Nobody can tell the difference: before the first look there is no handle on the tree
through which a missing child could be seen.

Decided here: when a construct's jsii half is made.
Decided elsewhere: what a pattern or a chart is (`pattern`, `chart`).
"""

from typing import TYPE_CHECKING, Any, TypeVar

import constructs
import jsii

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.setting import signature_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

InstanceT = TypeVar("InstanceT")


class TreeMeta(jsii.JSIIMeta):
    """Leave a construct's registration with jsii to the moment at which it is made there."""

    # Typed so that type checkers go on to `__init__`; with any other answer they would not look at it.
    def __call__(cls: type[InstanceT], *args: Any, **kwargs: Any) -> InstanceT:  # noqa: ANN401, N805 - any signature
        """Make an instance; jsii's own metaclass would look at it at once.

        Raises:
            SettingError: The call does not fit the signature.
        """
        try:
            made: InstanceT = type.__call__(cls, *args, **kwargs)
        except TypeError:
            refusal = signature_refusal(type.__getattribute__(cls, "__init__"), cls.__name__, args, kwargs)
            if refusal is None:
                raise
            raise refusal from None
        return made


class Tree:
    """What one root knows of its constructs: whether somebody looked, who still waits, and the charts.

    Args:
        own: Whether the root is the library's own `App`. Under any other root each
            construct is made on the spot, as cdk8s does it.
    """

    __slots__ = ("_paths", "_waiting", "charts", "looked", "own")

    def __init__(self, *, own: bool) -> None:
        self.own = own
        self.looked = not own
        self.charts: list[Any] = []
        self._paths: set[str] = set()
        self._waiting: list[tuple[Callable[..., None], tuple[object, ...], dict[str, object]]] = []

    def make(self, construct: "Callable[..., None]", *args: object, **settings: object) -> None:
        """Call what makes a jsii half now if somebody has looked, else when somebody does."""
        if self.looked:
            construct(*args, **settings)
        else:
            self._waiting.append((construct, args, settings))

    def look(self) -> None:
        """Make all that waits, in the order in which it was written."""
        if self.looked:
            return
        self.looked = True
        waiting, self._waiting = self._waiting, []
        for construct, args, settings in waiting:
            construct(*args, **settings)

    def claim(self, scope: constructs.Construct, id: str, path: str) -> None:
        """Refuse a second construct of one id, before jsii does so in other words.

        Raises:
            SettingError: The id is taken in `scope`.
        """
        taken = scope.node.try_find_child(id) is not None if self.looked else path in self._paths
        if taken:
            fix = "Give one of them another id."
            raise SettingError(path, "two constructs must not share an id", got=id, fix=fix)
        self._paths.add(path)


class InTree:
    """A construct whose reference to its jsii half is a look at the tree."""

    _tree: Tree
    _jsii_half: Any = None

    @property
    def __jsii_ref__(self) -> Any:  # noqa: ANN401 - jsii's own reference type is private
        """The reference that jsii passes around; reading it makes the waiting constructs."""
        self._tree.look()
        return self._jsii_half

    @__jsii_ref__.setter
    def __jsii_ref__(self, reference: Any) -> None:  # noqa: ANN401 - as above
        self._jsii_half = reference


def tree_of(scope: constructs.Construct) -> Tree:
    """Return the tree in which `scope` stands; under a foreign root, one of its own."""
    tree = getattr(scope, "_tree", None)
    if isinstance(tree, Tree):
        return tree
    tree = getattr(scope.node.root, "_tree", None)
    return tree if isinstance(tree, Tree) else Tree(own=False)


def path_of(scope: constructs.Construct) -> str:
    """Return the construct path of `scope` without a look at the tree where that can be."""
    path = getattr(scope, "path_in_tree", None)
    return path if isinstance(path, str) else scope.node.path
