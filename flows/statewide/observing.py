"""What is told of a run of the state where somebody listens: an OpenMetrics file, and traces over OTLP.

``RELIEF_METRICS`` names the file, ``RELIEF_TRACES`` the collector (``http://host:4318/v1/traces``); without them nothing is
written or sent. Counties, steps and numbers only.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from flows.statewide.summing import StateSum

METRICS, TRACES = "RELIEF_METRICS", "RELIEF_TRACES"


def observe(found: StateSum) -> None:
    """Write the metrics and send the traces that the environment asks for."""
    if path := os.environ.get(METRICS):
        half = Path(f"{path}.{os.getpid()}")
        half.write_bytes(print_metrics(found))
        os.replace(half, path)
    if address := os.environ.get(TRACES):
        send_traces(found, address)


def print_metrics(found: StateSum) -> bytes:
    """The run as OpenMetrics text."""
    from prometheus_client import CollectorRegistry, Gauge
    from prometheus_client.openmetrics.exposition import generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"relief_{name}", what, labels, registry=registry)

    state = found.state
    gauge("state_run", "number of the run of the state").set(state.number)
    if state.finished_at:
        gauge("state_run_finished_seconds", "when it came to its end, in seconds since 1970").set(
            state.finished_at.timestamp()
        )
        gauge("state_run_seconds", "how long it took").set((state.finished_at - state.started_at).total_seconds())
    counties = gauge("county", "1 for the state that a county is in", "county", "state")
    rows = gauge("rows", "rows by what became of them", "county", "use")
    convictions = gauge("convictions", "determinations", "county", "outcome")
    ledger = gauge("ledger_convictions", "convictions by their last step", "county", "step")
    cost = gauge("county_cpu_seconds", "processor time of its last decision", "county")
    for word, each in found.counties.items():
        counties.labels(word, each.told.state).set(1)
        for step, number in each.ledger.items():
            ledger.labels(word, step).set(number)
        if each.tally is None:
            continue
        aside = sum(each.tally["rows"]["set aside"].values())
        rows.labels(word, "read").set(each.tally["rows"]["read"])
        rows.labels(word, "set aside").set(aside)
        for outcome, number in each.tally["by outcome"].items():
            convictions.labels(word, outcome).set(number)
        if "cpu" in each.told.told:
            cost.labels(word).set(each.told.told["cpu"])
    text: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # it has no types
    return text


def send_traces(found: StateSum, address: str) -> None:
    """The run as spans: the state's, in it each county's, in it each step's. A collector that is down is not waited for."""
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": "relief"}))
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=5)))
    tracer, state = provider.get_tracer("relief"), found.state
    ended = state.finished_at or state.started_at
    whole = tracer.start_span("state run", start_time=_nanoseconds(state.started_at), attributes={"run": state.number})
    for word, each in found.counties.items():
        if each.told.state != "decided":
            continue
        inside = trace.set_span_in_context(whole)
        took = timedelta(seconds=each.told.told.get("wall", 0.0))
        attributes: dict[str, str | int] = {"county": word, "rows": int(each.told.told.get("rows", 0))}
        county = tracer.start_span("county", inside, start_time=_nanoseconds(ended - took), attributes=attributes)
        moment = ended - took
        for step, seconds in each.told.told.get("seconds", {}).items():
            span = tracer.start_span(step, trace.set_span_in_context(county), start_time=_nanoseconds(moment))
            moment += timedelta(seconds=seconds)
            span.end(_nanoseconds(moment))
        county.end(_nanoseconds(ended))
    whole.end(_nanoseconds(ended))
    provider.shutdown()


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1e9)
