"""The fleet of this repository: four stages, and a release in four regions."""

from apps.adapted import Adapted, AdaptedSettings
from apps.frontend import Frontend, FrontendSettings
from apps.ghost import Ghost, GhostSettings
from apps.guestbook import Guestbook, GuestbookSettings
from apps.keygen import Keygen, KeygenSettings
from apps.parse import Parse, ParseSettings
from apps.web import Web, WebSettings
from k8spatterns_lib import Environment, Fleet, Region

fleet = Fleet(
    environments=[
        Environment("development", regions=[Region("east-us")]),
        Environment("staging", regions=[Region("east-us")]),
        Environment("canary", regions=[Region("asia", traffic_percent=1)]),
        Environment(
            "release",
            regions=[
                Region("asia", traffic_percent=9),
                Region("uk", traffic_percent=15),
                Region("west-us", traffic_percent=30),
                Region("east-us", traffic_percent=45, kubernetes="1.36"),
            ],
        ),
    ],
    kubernetes="1.37",
)
fleet.service("web", Web, defaults=WebSettings(), overrides={"release": {"replicas": 3}})
fleet.service(
    "frontend",
    Frontend,
    defaults=FrontendSettings(host="frontend.dev.example.com"),
    overrides={
        "staging": {"host": "frontend.staging.example.com"},
        "canary": {
            "replicas": 2,
            "host": "www.example.com",
            "log_bucket": "frontend-logs",
            "gateway": "infra/public",
        },
        "release": {"replicas": 6, "host": "www.example.com", "autoscale_to": 12, "log_bucket": "frontend-logs"},
        "release/asia": {"replicas": 3},
    },
)
fleet.service("adapted", Adapted, defaults=AdaptedSettings(), overrides={"release": {"replicas": 2}})
fleet.service(
    "ghost",
    Ghost,
    defaults=GhostSettings(host="blog.dev.example.com"),
    overrides={
        "development": {"sqlite": True, "storage": "1Gi"},
        "staging": {"host": "blog.staging.example.com"},
        "canary": {"host": "blog.example.com"},
        "release": {"host": "blog.example.com", "replicas": 2},
    },
)
fleet.service(
    "guestbook",
    Guestbook,
    defaults=GuestbookSettings(host="guestbook.dev.example.com"),
    overrides={
        "staging": {"host": "guestbook.staging.example.com"},
        "canary": {"host": "guestbook.example.com", "replicas": 2},
        "release": {"host": "guestbook.example.com", "replicas": 3, "storage": "10Gi", "redis_memory": "1Gi"},
        "release/east-us": {"replicas": 6},
    },
)
fleet.service(
    "keygen",
    Keygen,
    defaults=KeygenSettings(),
    overrides={
        "development": {"keys": 10, "parallelism": 2, "thumbnails_at_once": 2},
        "canary": {"thumbnails_at_once": 5},
        "release": {"storage": "10Gi"},
    },
)
fleet.service(
    "parse",
    Parse,
    defaults=ParseSettings(host="parse.dev.example.com"),
    overrides={
        "development": {"members": 1, "storage": "1Gi"},
        "staging": {"host": "parse.staging.example.com", "backup_at": "30 3 * * *"},
        "canary": {"host": "parse.example.com", "replicas": 2, "backup_at": "30 3 * * *"},
        "release": {
            "host": "parse.example.com",
            "replicas": 3,
            "storage": "50Gi",
            "memory": "4Gi",
            "backup_at": "30 3 * * *",
        },
        "release/east-us": {"members": 5, "replicas": 6},
    },
)

if __name__ == "__main__":
    fleet.synth()
