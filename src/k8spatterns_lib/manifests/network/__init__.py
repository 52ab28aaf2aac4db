"""What reaches what: policies and routes as Kubernetes writes them, and what policies admit in sum.

Decided here: how rules are written, compared, added up and told.
Decided elsewhere: which rules a pattern has (`patterns`), Services (`patterns.service_object`).
"""
