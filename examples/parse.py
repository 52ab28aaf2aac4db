"""Parse server on a MongoDB replica set that starts itself."""

from k8spatterns_lib import App, Chart, Container, MongoStatefulSet, Probe, Resources, SecretKey, StatelessService

app = App()
chart = Chart(app, "parse", namespace="parse")
mongo = MongoStatefulSet(
    chart, "mongo", members=3, storage="10Gi", users={"parse": SecretKey("mongo-parse", "password")}
)
StatelessService(
    chart,
    "parse-server",
    container=Container(
        "parse-server",
        image="docker.io/parseplatform/parse-server:7.3.0",
        ports={"http": 1337},
        env={
            "PARSE_SERVER_APPLICATION_ID": "my-app-id",
            "PARSE_SERVER_MASTER_KEY": SecretKey("parse", "master-key"),
            "PARSE_SERVER_DATABASE_URI": mongo.uri(user="parse", database="parse"),
        },
        readiness=Probe.http("/parse/health", port="http"),
        resources=Resources(cpu="200m", memory="512Mi"),
    ),
    replicas=2,
    port=1337,
)
app.synth()
