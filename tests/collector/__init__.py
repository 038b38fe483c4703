"""A collector of traces for tests: a process that takes OTLP over HTTP and writes down what came.

    python -m tests.collector --out FILE [--status 503] [--delay SECONDS] [--port P]

It prints {"url": …} once it listens. Each line of FILE is a span: trace, id, parent, name, start, end, ok,
attributes, links; what came a second time stands there a second time.
"""
