"""A mistake: a setting of Redis that the pattern decides."""

from k8spatterns_lib import App, Chart, RedisSentinel, SecretKey

app = App()
chart = Chart(app, "shop")
password = SecretKey("redis-auth", "password")
RedisSentinel(chart, "redis", storage="1Gi", password=password, config={"appendonly": "no"})
app.synth()
