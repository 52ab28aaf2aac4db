"""One typical use of every pattern and preset of the public door, registered once.

Every use is held to the strict schemas, to the policies, to the checks of whole charts, to
equal objects in both kinds of App, to equal bytes in every run, and to its reviewed snapshot
(`test_typical_uses.py`). To add one, write a function and say what it shows.
"""

from collections.abc import Callable
from typing import Any

from constructs import Construct

from k8spatterns_lib import (
    AdapterPod,
    AmbassadorPod,
    Autoscale,
    ConfigMap,
    ConfigReloader,
    Container,
    ExternalService,
    GatewayRef,
    GitSync,
    HttpPath,
    HttpRedirect,
    HttpRoute,
    HttpRule,
    Ingress,
    JmxRule,
    JsonLines,
    KuardQueue,
    LeaderElection,
    LogNormalizer,
    LogShipper,
    Manifest,
    MongoBackup,
    MongoStatefulSet,
    MongoUser,
    MySql,
    Namespace,
    Peer,
    Permissions,
    PersistentVolume,
    PersistentVolumeClaim,
    PodMonitor,
    Probe,
    PrometheusExporter,
    RedisQueue,
    RedisReadWriteSplit,
    RedisSentinel,
    RedisServers,
    ReliableSingleton,
    Resources,
    Scaled,
    Secret,
    SecretKey,
    Service,
    ServiceAccount,
    ServicePort,
    ServiceRef,
    SidecarPod,
    StatelessService,
    StatsdMapping,
    ToHttp,
    ToS3,
    ToStdout,
    UntilEmpty,
    Volume,
    WaitForService,
    WorkQueue,
)
from k8spatterns_lib.workloads import Deployment

Use = Callable[[Construct], object]

USES: dict[str, Use] = {}
"""Every use by its name."""
SHOWN: set[type] = set()
"""What the uses show."""


def use(*shows: type) -> Callable[[Use], Use]:
    """Register the typical use of what it `shows`; its name is the directory of its snapshot."""

    def register(function: Use) -> Use:
        USES[function.__name__] = function
        SHOWN.update(shows)
        return function

    return register


def container(name: str = "web", **settings: Any) -> Container:
    """Return a container with a port named http."""
    values: dict[str, Any] = {
        "image": "registry.example.com/web:1.0.0",
        "ports": {"http": 8080},
        "resources": Resources(cpu="50m", memory="64Mi"),
        **settings,
    }
    return Container(name, **values)


@use(AdapterPod, JsonLines)
def adapter_pod(chart: Construct) -> None:
    raw = Volume.empty_dir("raw", size_limit="16Mi")
    legacy = container("app", image="docker.io/library/alpine:3.20.3", ports={}, mounts={"/metrics": raw})
    adapter = JsonLines(source=raw.file("raw.txt"), fields={"memory": r"Mem:\s+(\d+\w)"}, port=8080)
    AdapterPod(chart, "adapted", main=legacy, adapter=adapter)


@use(ConfigMap)
def config_map(chart: Construct) -> None:
    texts = ConfigMap(chart, "texts", data={"greeting": "yes"}, binary_data={"logo": b"\x00\x01"})
    frozen = ConfigMap(chart, "frozen", data={"a": "b"}, immutable=True)
    mounts = {"/texts": Volume.config_map(texts), "/frozen": Volume.config_map(frozen)}
    SidecarPod(chart, "reader", main=container(env={"GREETING": texts.key("greeting")}, mounts=mounts))


@use(ConfigReloader)
def config_reloader(chart: Construct) -> None:
    site = Volume.config_map(ConfigMap(chart, "site", data={"site.conf": "listen 8080;"}))
    reloader = ConfigReloader(watch=site, signal="HUP", process="nginx")
    SidecarPod(chart, "web", main=container(mounts={"/etc/nginx/conf.d": site.read_only()}), sidecars=[reloader])
    posted = ConfigReloader(watch=site, post="http://127.0.0.1:8080/-/reload")
    StatelessService(chart, "api", container=container(mounts={"/etc/api": site}), port=80, sidecars=[posted])


@use(ExternalService)
def external_service(chart: Construct) -> None:
    ExternalService(chart, "by-name", host="db.example.com")
    ExternalService(chart, "by-service", host=ServiceRef("db", "data"))
    ExternalService(chart, "by-address", addresses=["192.0.2.1", "192.0.2.2"], ports={"sql": 5432})


@use(HttpRoute)
def http_route(chart: Construct) -> None:
    HttpRoute(
        chart,
        "route",
        gateway=GatewayRef("gateway", "infra", section="https"),
        hosts=["a.example.com"],
        paths={"/": {("blue", 80): 9, ("green", 80): 1}},
        rules=[
            HttpRule(path=HttpPath.exact("/beta"), headers={"X-Canary": "yes"}, to=("green", 80)),
            HttpRule(path="/old", redirect=HttpRedirect(host="old.example.com", status=301)),
        ],
    )


@use(Ingress)
def ingress(chart: Construct) -> None:
    Ingress(
        chart,
        "ways",
        default=("web", 80),
        rules={"a.example.com": {"/": ("web", 80), "/api": ("api", 8080)}},
        exact={"a.example.com": {"/login": ("login", 80)}},
        tls={"a.example.com": "certificate"},
    )


@use(LogNormalizer)
def log_normalizer(chart: Construct) -> None:
    logs = Volume.empty_dir("logs", size_limit="64Mi")
    adapter = LogNormalizer(
        source=logs.file("app.log"),
        pattern=r"^(?P<time>\S+ \S+) \[(?P<level>\w)\] (?P<message>.*?)(?: status=(?P<status>\d+))?$",
        time_format="%Y-%m-%d %H:%M:%S,%L",
        types={"status": "integer"},
        levels={"W": "warning"},
        port=8081,
    )
    pod = AdapterPod(chart, "legacy", main=container(mounts={"/var/log/app": logs}), adapter=adapter)
    pod.expose(port=80, to="normalizer")


@use(LogShipper, ToHttp, ToS3, ToStdout)
def log_shipper(chart: Construct) -> None:
    logs = Volume.empty_dir("logs", size_limit="256Mi")
    store = ToHttp("https://logs.example.com/ingest", headers={"Authorization": SecretKey("logs", "header")})
    shipper = LogShipper(source=logs.file("*.log"), to=[ToStdout(), store, ToS3("logs", region="eu-central-1")])
    SidecarPod(chart, "shop", main=container(mounts={"/var/log/shop": logs}), sidecars=[shipper])


@use(Manifest)
def manifest(chart: Construct) -> None:
    budget = {"apiVersion": "v1", "kind": "ResourceQuota", "spec": {"hard": {"requests.cpu": "4"}}}
    Manifest(chart, "quota", objects=[budget])
    Manifest.from_yaml(
        chart,
        "widgets",
        """
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: first, labels: {app.kubernetes.io/name: mine}}
        colour: 'on'
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: second}
        data: {a: b}
        """,
    )


@use(MongoStatefulSet, MongoUser, MongoBackup)
def mongo_stateful_set(chart: Construct) -> None:
    users: dict[str, SecretKey | MongoUser] = {
        "shop": SecretKey("mongo-shop", "password"),
        "reports": MongoUser(SecretKey("mongo-reports", "password"), roles={"shop": "read"}),
    }
    mongo = MongoStatefulSet(
        chart, "mongo", members=3, retiring=2, storage="10Gi", users=users, backup=MongoBackup("30 3 * * *", keep=14)
    )
    StatelessService(chart, "shop", container=container(env={"DATABASE_URI": mongo.uri(user="shop", database="shop")}))


@use(MySql)
def my_sql(chart: Construct) -> None:
    server = MySql(version="8.4", database="shop", password=SecretKey("mysql-auth", "password"))
    ReliableSingleton(chart, "mysql", run=server, storage="10Gi")


@use(Namespace)
def namespace(chart: Construct) -> None:
    Namespace(chart, "space")
    Namespace(chart, "lab", pod_security="baseline", reason="it runs what it is given")


@use(PrometheusExporter, PodMonitor, StatsdMapping, JmxRule)
def prometheus_exporter(chart: Construct) -> None:
    password = SecretKey("auth", "password")
    mapping = StatsdMapping("shop.*.orders", name="shop_orders_total", labels={"region": "$1"})
    rule = JmxRule(r"java.lang<type=Memory><HeapMemoryUsage>(\w+)", name="heap_$1_bytes", kind="GAUGE")
    exporters = {
        "redis": PrometheusExporter.redis(password=password, monitor=PodMonitor(labels={"release": "prometheus"})),
        "mysql": PrometheusExporter.mysqld(password=password, without=["slave_status"]),
        "nginx": PrometheusExporter.nginx(),
        "shop": PrometheusExporter.statsd(mappings=[mapping]),
        "search": PrometheusExporter.jmx(port=9999, rules=[rule]),
    }
    for name, exporter in exporters.items():
        AdapterPod(chart, name, main=container(name, ports={}), adapter=exporter)


@use(ReliableSingleton)
def reliable_singleton(chart: Construct) -> None:
    ReliableSingleton(chart, "ledger", run=container("ledger", mounts={"/data": Volume.claim("data")}), storage="1Gi")
    ReliableSingleton(chart, "poller", run=container("poller", ports={}), mode="at-least-one")


@use(SidecarPod)
def network(chart: Construct) -> None:
    web = SidecarPod(chart, "web", main=container(ports={"http": 8080, "metrics": 9090}))
    database = ReliableSingleton(chart, "ledger", run=container("ledger", ports={"sql": 5432}))
    web.network.allow_from(
        Peer.namespace("front"), Peer.block("192.0.2.0/24", excluding=["192.0.2.7/32"]), ports=["http"]
    )
    web.network.allow_from(Peer.pods("scraper", namespace_labels={"team": "watchers"}), ports=["metrics"])
    web.network.allow_to(database, ports=["sql"])
    database.network.allow_from(web, ports=["sql"])


@use(PersistentVolume, PersistentVolumeClaim)
def persistent_volume(chart: Construct) -> None:
    photos = PersistentVolume(chart, "photos", size="10Gi", nfs_server="nfs.example.com", nfs_path="/photos")
    PersistentVolume(chart, "disk", size="100Gi", local_path="/mnt/disk", nodes=["node-1"], storage_class="local")
    claim = PersistentVolumeClaim(chart, "shared", size="10Gi", access="ReadWriteMany", storage_class="", volume=photos)
    web = container(mounts={"/photos": Volume.claim(claim)})
    SidecarPod(chart, "gallery", main=web, workload=Deployment(replicas=2))


@use(Secret)
def secret(chart: Construct) -> None:
    known = Secret(chart, "database", keys=["password"])
    SidecarPod(chart, "client", main=container(env={"PASSWORD": known.key("password")}))


@use(Service)
def service(chart: Construct) -> None:
    database = {"app": "database"}
    Service(chart, "database", select=database, ports={5432: "sql"}, sticky_seconds=60, traffic="PreferClose")
    Service(chart, "members", select=database, headless=True, publish_not_ready=True)
    Service(
        chart,
        "world",
        select=database,
        ports=[
            ServicePort(53, to="dns", protocol="UDP"),
            ServicePort(443, to=8443, name="https", app_protocol="https"),
        ],
        type="LoadBalancer",
        external_traffic="Local",
        load_balancer_class="example.com/internal",
        source_ranges=["192.0.2.0/24"],
    )


@use(ServiceAccount)
def service_account(chart: Construct) -> None:
    ServiceAccount(chart, "robot", pull_secrets=["registry"])


@use(SidecarPod, GitSync)
def sidecar_pod(chart: Construct) -> None:
    site = GitSync("https://git.example.com/site.git")
    web = container(mounts={"/site": site.files.read_only()}, readiness=Probe.http("/", port="http"))
    pod = SidecarPod(chart, "site", main=web, sidecars=[site], workload=Deployment(replicas=2))
    pod.expose(port=80, to="http")
    pod.expose(port=80, to="http", name="outside", type="NodePort", node_port=30080)


@use(StatelessService, Autoscale)
def stateless_service(chart: Construct) -> None:
    StatelessService(
        chart,
        "frontend",
        container=container(readiness=Probe.http("/ready", port="http"), liveness=Probe.http("/alive", port="http")),
        port=80,
        ingress_host="www.example.com",
        ingress_tls="certificate",
        autoscale=Autoscale(minimum=2, maximum=5),
    )


@use(WorkQueue, KuardQueue, UntilEmpty)
def work_queue_until_empty(chart: Construct) -> None:
    image = "gcr.io/kuar-demo/kuard-amd64:3"
    arguments = ["--keygen-enable", "--keygen-memq-server=$(QUEUE_URL)", "--keygen-memq-queue=$(QUEUE_NAME)"]
    WorkQueue(
        chart,
        "keygen",
        queue=KuardQueue(image=image),
        items=["one", "two"],
        worker=container("worker", image=image, ports={}, args=arguments),
        consumers=UntilEmpty(parallelism=2),
    )


@use(WorkQueue, RedisQueue, Scaled)
def work_queue_scaled(chart: Construct) -> None:
    WorkQueue(
        chart,
        "thumbnails",
        queue=RedisQueue(storage="1Gi", password=SecretKey("thumbnails-queue", "password")),
        worker=container("worker", ports={}),
        consumers=Scaled(minimum=0, maximum=50),
    )


@use(LeaderElection)
def leader(chart: Construct) -> None:
    run = container(liveness=Probe.http("/alive", port="http"))
    election = LeaderElection(traffic="leader")
    ReliableSingleton(chart, "invoices", run=run, mode="leader", replicas=2, election=election).expose(
        port=80, to="http"
    )


@use(WaitForService, Permissions)
def init_steps(chart: Construct) -> None:
    texts = Volume.empty_dir("texts")
    main = container(mounts={"/texts": texts.read_only()})
    StatelessService(
        chart, "shop", container=main, init=[WaitForService("mysql", 3306), Permissions(texts, mode=0o440)]
    )


@use(RedisSentinel)
def redis_sentinel(chart: Construct) -> None:
    RedisSentinel(
        chart,
        "redis",
        storage="10Gi",
        password=SecretKey("redis-auth", "password"),
        config={"maxmemory-policy": "allkeys-lru"},
    )


@use(AmbassadorPod, RedisReadWriteSplit)
def ambassador_pod(chart: Construct) -> None:
    servers = RedisServers(["redis-a.example.com", "redis-b.example.com"], password=SecretKey("redis-auth", "password"))
    main = container(readiness=Probe.http("/healthz", port="http"))
    AmbassadorPod(chart, "guestbook", main=main, ambassador=RedisReadWriteSplit(servers)).expose(port=80, to="http")
