"""Volumes: made by one word, refused in one line, shared by value."""

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8spatterns_lib.errors import SettingError
from k8spatterns_lib.values.environment import ContainerResource, PodField
from k8spatterns_lib.values.quantity import Memory
from k8spatterns_lib.values.reference import ClaimRef, ConfigMapRef, SecretRef
from k8spatterns_lib.values.volume import (
    ClaimSource,
    ConfigMapSource,
    Downward,
    DownwardItem,
    EmptyDir,
    Item,
    Mount,
    Projected,
    SecretSource,
    TokenSource,
    Volume,
    VolumeFile,
)
from k8spatterns_lib.values.volume_sources import HostPath, ImageSource, Nfs
from tests.strategies.values_strategies import file_names, mounts, names, volumes

RAW = Volume.empty_dir("raw", size_limit="16Mi")


@attrs.frozen
class Construct:
    """What a ConfigMap, a Secret and a claim of a chart have in common for a value."""

    config_map_ref: ConfigMapRef
    secret_ref: SecretRef
    claim_ref: ClaimRef


@given(volumes(images_too=True))
def test_equal_volumes_are_equal_and_hash_alike(volume: Volume) -> None:
    copy = Volume(volume.name, volume.source)

    assert copy == volume
    assert hash(copy) == hash(volume)


@given(mounts(volumes()))
def test_a_mount_is_what_its_volume_makes(mount: Mount) -> None:
    again = mount.volume.mount(sub_path=mount.sub_path, read_only=mount.read_only, propagation=mount.propagation)

    assert again == mount
    assert hash(again) == hash(mount)


@given(names, st.lists(file_names, min_size=1, max_size=3).map("/".join))
def test_a_file_is_mounted_as_a_part_of_its_volume(name: str, path: str) -> None:
    volume = Volume.empty_dir(name)

    assert volume.file(path) == VolumeFile(volume, path)
    assert volume.file(path).mount() == Mount(volume, sub_path=path)


def test_a_volume_is_mounted_read_only_on_request() -> None:
    assert RAW.mount() == Mount(RAW, read_only=False)
    assert RAW.read_only() == Mount(RAW, read_only=True)


def test_sizes_are_equal_however_they_were_written() -> None:
    assert Volume.empty_dir("raw", size_limit=Memory.mebibytes(16)) == RAW
    assert Volume.empty_dir("raw", size_limit="16384Ki") == RAW
    assert RAW.source == EmptyDir(Memory.mebibytes(16))


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (Volume.config_map("app.conf"), Volume("app-conf", ConfigMapSource("app.conf"))),
        (Volume.config_map(ConfigMapRef("conf")), Volume("conf", ConfigMapSource("conf"))),
        (Volume.secret(SecretRef("tls"), name="certs", mode=0o400), Volume("certs", SecretSource("tls", (), 0o400))),
        (Volume.claim("data", read_only=True), Volume("data", ClaimSource("data", read_only=True))),
        (Volume.claim(ClaimRef("data"), name="d"), Volume("d", ClaimSource("data"))),
        (Volume.host_path("logs", "/var/log", reason="reads"), Volume("logs", HostPath("/var/log", "", "reads"))),
        (
            Volume.nfs("share", server="10.0.0.1", path="/srv", reason="shared"),
            Volume("share", Nfs("10.0.0.1", "/srv", "shared")),
        ),
    ],
)
def test_a_volume_is_named_like_its_source_unless_said_otherwise(volume: Volume, expected: Volume) -> None:
    assert volume == expected


def test_a_construct_is_kept_as_a_name() -> None:
    construct = Construct(ConfigMapRef("conf"), SecretRef("tls"), ClaimRef("data"))

    assert Volume.config_map(construct) == Volume.config_map("conf")
    assert Volume.secret(construct) == Volume.secret("tls")
    assert Volume.claim(construct) == Volume.claim("data")


def test_a_long_name_is_cut_to_a_label() -> None:
    volume = Volume.config_map("a" * 62 + ".b")

    assert volume.name == "a" * 62
    assert volume.source == ConfigMapSource("a" * 62 + ".b")


def test_items_are_keys_with_paths_or_with_modes_of_their_own() -> None:
    by_key = Volume.config_map("conf", items={"a.json": "b/a.json"})
    by_item = Volume.config_map("conf", items=[Item("a.json", "b/a.json")])
    with_mode = Volume.config_map("conf", items=[Item("a.json", "b/a.json", 0o400)])

    assert by_key == by_item
    assert with_mode.source == ConfigMapSource("conf", (Item("a.json", "b/a.json", 0o400),))


def test_a_projected_volume_keeps_the_order_of_its_sources() -> None:
    token = TokenSource("token", "vault")
    fields = Volume.downward("fields", {"name": PodField("metadata.name")})

    volume = Volume.projected("all", Volume.secret("tls"), token, fields, mode=0o440)

    said = (SecretSource("tls"), token, Downward((DownwardItem("name", PodField("metadata.name")),)))
    assert volume.source == Projected(said, 0o440)


def test_an_image_is_a_volume() -> None:
    volume = Volume.image("model", "example.com/model:1.2")

    assert isinstance(volume.source, ImageSource)
    assert str(volume.source.image) == "example.com/model:1.2"


def test_a_resource_of_a_container_can_be_a_file() -> None:
    volume = Volume.downward("limits", {"cpu": ContainerResource("limits.cpu", "main")})

    assert volume.source == Downward((DownwardItem("cpu", ContainerResource("limits.cpu", "main")),))


RELATIVE = "Leave out the first '/' and '..'."
ABSOLUTE = "Start with '/', without ':' and '..'."
REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: Volume.empty_dir("raw", medium="Disk"),  # type: ignore[arg-type]
        "Volume 'raw': medium is unknown, got 'Disk'. Use one of: '', 'Memory'.",
    ),
    (
        lambda: Volume.empty_dir("raw", size_limit="many"),
        "Volume 'raw': memory must be an amount in bytes, got 'many'. Write a number and a unit: \"128Mi\" or \"1Gi\".",
    ),
    (
        lambda: Volume("raw", EmptyDir("1Gi")),  # type: ignore[arg-type]
        "Volume 'raw': size_limit must be an amount, got '1Gi'. Write Volume.empty_dir(name, size_limit=\"16Mi\").",
    ),
    (
        lambda: Volume("raw", "disk"),  # type: ignore[arg-type]
        "Volume 'raw': this is no source of a volume, got 'disk'. Use Volume.empty_dir and its like.",
    ),
    (
        lambda: Volume.empty_dir("raw", sizelimit="1Gi"),  # type: ignore[call-arg]
        "Volume.empty_dir 'raw': there is no setting 'sizelimit', got '1Gi'. Did you mean 'size_limit'?",
    ),
    (
        lambda: Volume.nfs("share", server="files"),  # type: ignore[call-arg]
        "Volume.nfs 'share': the setting 'path' is missing. Give path=…",
    ),
    (
        lambda: Volume.empty_dir("raw", "1Gi"),  # type: ignore[call-arg]
        "Volume.empty_dir '1Gi': at most 1 setting is positional, got 2. Give all others by name.",
    ),
    (
        lambda: Volume.host_path("logs", "var/log", reason="reads"),
        f"Volume 'logs': path must be an absolute path, got 'var/log'. {ABSOLUTE}",
    ),
    (
        lambda: Volume.host_path("logs", "/var/log", reason=" "),
        "Volume 'logs': a host path needs a reason, got ' '. Say why the pod needs the node's files.",
    ),
    (
        lambda: Volume.host_path("logs", "/var/log", reason="reads", type="Folder"),  # type: ignore[arg-type]
        "Volume 'logs': type is unknown, got 'Folder'. Use one of: '', 'DirectoryOrCreate', 'Directory', "
        "'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'.",
    ),
    (
        lambda: Volume.nfs("share", server="files/srv", path="/srv", reason="shared"),
        "Volume 'share': the server must be a host, got 'files/srv'. Give a host name or an address alone.",
    ),
    (
        lambda: Volume.nfs("share", server="files", path="srv", reason="shared"),
        f"Volume 'share': path must be an absolute path, got 'srv'. {ABSOLUTE}",
    ),
    (
        lambda: Volume.nfs("share", server="files", path="/srv", reason=""),
        "Volume 'share': an NFS volume needs a reason, got ''. Say why, or mount a claim on such a volume.",
    ),
    (
        lambda: Volume.config_map("Conf"),
        "Volume.config_map: config_map must be a DNS subdomain, got 'Conf'. "
        "Use at most 253 of a-z, 0-9, '-' and '.', with a letter or digit at each end.",
    ),
    (
        lambda: Volume.secret(5),  # type: ignore[arg-type]
        "Volume.secret: this stands for no Secret, got 5. Give its name, a SecretRef or a construct.",
    ),
    (
        lambda: Volume.claim("data", read_only="no"),  # type: ignore[arg-type]
        "Volume 'data': read_only must be True or False, got 'no'. Give one of them.",
    ),
    (
        lambda: Volume.config_map("conf", optional=1),  # type: ignore[arg-type]
        "Volume 'conf': optional must be True or False, got 1. Give one of them.",
    ),
    (
        lambda: Volume.config_map("conf", live="yes"),  # type: ignore[arg-type]
        "Volume 'conf': live must be True or False, got 'yes'. Give one of them.",
    ),
    (
        lambda: Volume.config_map("conf", items="a.json"),  # type: ignore[arg-type]
        "Volume 'conf': items must be a mapping, got 'a.json'. Write {\"key\": \"path\"}.",
    ),
    (
        lambda: Volume.config_map("conf", items=["a.json"]),  # type: ignore[list-item]
        "Volume 'conf': items must be keys and paths, got 'a.json'. Write {\"key\": \"path\"}.",
    ),
    (
        lambda: Volume.config_map("conf", items={"a b": "a"}),
        "Volume 'conf': key must be a file name, got 'a b'. Use letters, digits, '-', '_' and '.'.",
    ),
    (
        lambda: Volume.config_map("conf", items={"a": "../a"}),
        f"Volume 'conf': a path in a volume must be relative, got '../a'. {RELATIVE}",
    ),
    (
        lambda: Volume.secret("tls", items=[Item("a", "a", 8_000)]),
        "Volume 'tls': a mode must be 0o000 to 0o777, got 8000. Write it in octal: 0o444.",
    ),
    (
        lambda: Volume.projected("all"),
        "Volume 'all': at least one source is needed, got (). Give ConfigMaps, Secrets or tokens.",
    ),
    (
        lambda: Volume.projected("all", Volume.empty_dir("raw")),
        "Volume 'all': this can not be projected, got EmptyDir(size_limit=None, medium=''). "
        "Give ConfigMaps, Secrets, pod fields or tokens.",
    ),
    (
        lambda: Volume.projected("all", TokenSource("token", expiration_seconds=60)),
        "Volume 'all': expiration_seconds must be a whole number from 600, got 60. Give seconds, such as 3600.",
    ),
    (lambda: Volume.downward("fields", {}), "Volume 'fields': at least one field is needed, got (). Name one."),
    (
        lambda: Volume.downward("fields", ["name"]),  # type: ignore[arg-type]
        "Volume 'fields': items must be a mapping, got ['name']. Write {\"name\": PodField(\"metadata.name\")}.",
    ),
    (
        lambda: Volume.downward("fields", {"name": "metadata.name"}),  # type: ignore[dict-item]
        "Volume 'fields': a file of the pod's own needs a field, "
        "got DownwardItem(path='name', field='metadata.name', mode=None). Write {\"name\": PodField(\"metadata.name\")}.",
    ),
    (
        lambda: Volume("model", ImageSource("example.com/model:1")),  # type: ignore[arg-type]
        "Volume 'model': an Image is needed, got 'example.com/model:1'. Write Volume.image(name, image).",
    ),
    (
        lambda: RAW.mount(sub_path="/a"),
        f"Volume 'raw': a path in a volume must be relative, got '/a'. {RELATIVE}",
    ),
    (
        lambda: RAW.mount(propagation="Both"),  # type: ignore[arg-type]
        "Volume 'raw': propagation is unknown, got 'Both'. Use one of: 'None', 'HostToContainer', 'Bidirectional'.",
    ),
    (
        lambda: RAW.mount(read_only="yes"),  # type: ignore[arg-type]
        "Volume 'raw': read_only must be True or False, got 'yes'. Give one of them.",
    ),
    (
        lambda: Mount(RAW, readonly=True),  # type: ignore[call-arg]
        "Mount: there is no setting 'readonly', got True. Did you mean 'read_only'?",
    ),
    (
        lambda: VolumeFile("raw", "a"),  # type: ignore[arg-type]
        "VolumeFile: a file is in a Volume, got 'raw'. Write volume.file(\"name\").",
    ),
]


@pytest.mark.parametrize(("make", "says"), REFUSED, ids=[says[:50] for _, says in REFUSED])
def test_what_no_cluster_would_mount_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(says)}$"):
        make()


def test_an_unexpected_error_of_a_constructor_is_not_hidden() -> None:
    class Broken:
        @property
        def config_map_ref(self) -> ConfigMapRef:
            raise TypeError("broken")

    with pytest.raises(TypeError, match=r"^broken$"):
        Volume.config_map(Broken())
