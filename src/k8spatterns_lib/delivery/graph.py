"""A graph of names, and the languages in which it is drawn."""

import attrs


@attrs.frozen
class Graph:
    """Nodes, and the edges between them; an edge's end that is not among the nodes is elsewhere."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The ends of edges that are no nodes, sorted."""
        return tuple(sorted({end for edge in self.edges for end in edge} - set(self.nodes)))

    def to_mermaid(self) -> str:
        """Return the graph in Mermaid's language, for pages that draw it."""
        names = {node: f"n{index}" for index, node in enumerate(dict.fromkeys([*self.nodes, *self.elsewhere]))}
        lines = ["flowchart LR"]
        lines += [f'  {names[node]}["{_mermaid(node)}"]' for node in self.nodes]
        lines += [f'  {names[node]}(["{_mermaid(node)}"])' for node in self.elsewhere]
        lines += [f"  {names[start]} --> {names[end]}" for start, end in self.edges]
        return "\n".join(lines) + "\n"

    def to_dot(self) -> str:
        """Return the graph in Graphviz's language."""
        lines = ["digraph objects {", "  rankdir=LR;"]
        lines += [f"  {_dot(node)} [shape=box];" for node in self.nodes]
        lines += [f"  {_dot(node)} [shape=ellipse, style=dashed];" for node in self.elsewhere]
        lines += [f"  {_dot(start)} -> {_dot(end)};" for start, end in self.edges]
        return "\n".join([*lines, "}"]) + "\n"


def _mermaid(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;")


def _dot(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
