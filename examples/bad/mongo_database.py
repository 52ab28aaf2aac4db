"""A mistake: a connection string for a database that its user has no role on."""

from k8spatterns_lib import App, Chart, Container, MongoStatefulSet, Resources, SecretKey, StatelessService

app = App()
chart = Chart(app, "blog")
mongo = MongoStatefulSet(chart, "mongo", storage="10Gi", users={"blog": SecretKey("mongo-blog", "password")})
web = Container(
    "web",
    image="registry.example.com/web:1.0.0",
    env={"MONGO_URL": mongo.uri(user="blog", database="shop")},
    resources=Resources(cpu="100m", memory="64Mi"),
)
StatelessService(chart, "web", container=web)
app.synth()
