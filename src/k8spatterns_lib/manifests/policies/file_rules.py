"""What files of manifests must hold before anything else can be said of them."""

from typing import Final

from k8spatterns_lib.manifests.rule import Rule

YAML: Final = Rule(
    id="file/yaml",
    demands="a file must hold YAML in which no key stands twice and every key is text",
    reason="kubectl takes the last of two equal keys and says nothing; the first setting is lost.",
    fix="Mend it.",
    source='YAML 1.2.2, 3.2.1.3 "Node Comparison" (keys are unique); sigs.k8s.io/yaml',
)
ONE_OBJECT: Final = Rule(
    id="file/one-object",
    demands="a file that k8spatterns wrote must hold one object",
    reason="The file is named after its object; what somebody appended to it is lost with the next synth.",
    fix="Run k8spatterns synth again.",
    source="The layout of dist, README.md",
)
SCHEMA: Final = Rule(
    id="schema/field",
    demands="each field must be one that the target's version of Kubernetes knows, and of its type",
    reason="The API server refuses it, or drops the field without a word where validation is not strict.",
    fix="Write what the API reference of that version says.",
    source="Kubernetes API reference; the schemas of kubernetes-validate, strict",
)
SERVED: Final = Rule(
    id="schema/version",
    demands="the API version must be one that the target's version of Kubernetes serves",
    reason="The API server answers that there are no such objects.",
    fix="Write the version that it serves.",
    source='Kubernetes docs, "Deprecated API Migration Guide"',
)
RULES: Final = (YAML, ONE_OBJECT, SCHEMA, SERVED)
