"""Alerts of a run of the state: failure, lateness, quality and volume, to a webhook and by mail.

What is told is a kind, a county and a number: nothing of a person. An alert that could not be sent is kept in
``statewide/unsent_alerts.json`` and sent with the next run; a receiver that is down stops no run.
"""

import hashlib
import json
import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from flows.statewide.summing import CountySum, StateSum
from flows.workplace import Workplace, make_folder
from relief.declared import read_declared, read_yaml
from relief.errors import UserError

_SECONDS = 20
UNSENT = "statewide/unsent_alerts.json"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Where alerts are mailed."""

    server: str
    """``host:port``."""
    sender: str
    to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """What is alerted of, and whom: a YAML file."""

    webhooks: tuple[str, ...] = ()
    mail: Mail | None = None
    set_aside_percent: float = 5.0
    """Quality: of a county's rows."""
    volume_percent: float = 30.0
    """Volume: by which a county's rows may differ from the run before."""
    minutes: float = 240.0
    """Lateness: that a run of the state may take."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing that somebody should hear of."""

    kind: str
    """failure, lateness, quality or volume."""
    county: str
    """Empty where it is of the state."""
    text: str
    run: int


def read_alerts(path: Path) -> Alerts:
    """The file; UserError names what is wrong in it."""
    try:
        declared = read_yaml(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise UserError(f"{path}: it cannot be read: {error.strerror}") from None
    found: Alerts = read_declared(Alerts, declared, path.name)
    return found


def find_alerts(now: StateSum, before: StateSum | None, limits: Alerts) -> list[Alert]:
    """What somebody should hear of a run of the state, county by county."""
    return [
        Alert(kind=kind, county=county, text=text, run=now.state.number)
        for kind, county, text in _find(now, before, limits)
    ]


def _find(now: StateSum, before: StateSum | None, limits: Alerts) -> Iterator[tuple[str, str, str]]:
    state = now.state
    if state.finished_at is None:
        yield "failure", "", "the run did not come to its end"
    elif (seconds := (state.finished_at - state.started_at).total_seconds()) > limits.minutes * 60:
        yield "lateness", "", f"the run took {seconds / 60:,.0f} minutes; {limits.minutes:,.0f} are allowed"
    for word, each in now.counties.items():
        if each.told.state in ("failed", "busy"):
            yield "failure", word, "it was not decided; the summary says why"
        if each.told.state == "past":
            yield "failure", word, "nothing was put in force; the summary says why"
        if each.tally is not None and each.told.state == "decided":
            yield from _look_at(word, each, before.counties.get(word) if before else None, limits)


def _look_at(word: str, each: CountySum, before: CountySum | None, limits: Alerts) -> Iterator[tuple[str, str, str]]:
    assert each.tally is not None
    for alarm in each.tally["alarms"]:
        yield "lateness", word, alarm
    for changed in each.told.told.get("canary", ()):
        yield "quality", word, f"its twin comes out otherwise than when it was certified: {changed}"
    rows, aside = each.tally["rows"]["read"], sum(each.tally["rows"]["set aside"].values())
    if rows and 100 * aside / rows > limits.set_aside_percent:
        yield "quality", word, f"{aside:,} of {rows:,} rows were set aside"
    earlier = before.tally["rows"]["read"] if before and before.tally else 0
    if earlier and 100 * abs(rows - earlier) / earlier > limits.volume_percent:
        yield "volume", word, f"{rows:,} rows, and {earlier:,} the run before"


def send_alerts(alerts: Sequence[Alert], limits: Alerts, workplace: Workplace) -> list[str]:
    """Send these and those that were kept to each receiver that has not had them; gives a sentence for each that refused.

    An alert is kept until every receiver has it; who has it is known by a hash, since addresses may hold keys.
    """
    place = workplace.folder / UNSENT
    kept = json.loads(place.read_text(encoding="utf-8")) if place.exists() else []
    every = [(Alert(**each["alert"]), set[str](each["had"])) for each in kept] + [(each, set[str]()) for each in alerts]
    refused, receivers = list[str](), _list_receivers(limits)
    for name, send in receivers.items():
        wanted = [alert for alert, had in every if name not in had]
        if wanted and (told := send(wanted)):
            refused.append(told)
        else:
            for _, had in every:
                had.add(name)
    left = [{"alert": asdict(alert), "had": sorted(had)} for alert, had in every if receivers.keys() - had]
    if left:
        make_folder(place.parent)
        place.write_text(json.dumps(left, indent=1), encoding="utf-8")
    else:
        with suppress(FileNotFoundError):
            place.unlink()
    return refused


def _list_receivers(limits: Alerts) -> dict[str, Callable[[Sequence[Alert]], str]]:
    """Hash of an address to what sends there: blank, or why it was refused."""
    found: dict[str, Callable[[Sequence[Alert]], str]] = {_hash(url): partial(_post, url) for url in limits.webhooks}
    if limits.mail is not None:
        found[_hash(f"{limits.mail.server} {' '.join(limits.mail.to)}")] = partial(_mail, limits.mail)
    return found


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _post(url: str, alerts: Sequence[Alert]) -> str:
    """Blank, or why the webhook did not take them; addresses may hold keys and are not repeated."""
    body: dict[str, Any] = {"alerts": [asdict(each) for each in alerts]}
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=_SECONDS):
            return ""
    except (URLError, OSError, ValueError) as error:
        return f"a webhook did not take {len(alerts)} alerts: {type(error).__name__}"


def _mail(mail: Mail, alerts: Sequence[Alert]) -> str:
    message = EmailMessage()
    message["From"], message["To"] = mail.sender, ", ".join(mail.to)
    message["Subject"] = f"relief: {len(alerts)} alerts of run {alerts[-1].run} of the state"
    message.set_content("\n".join(f"{each.kind}: {each.county or 'the state'}: {each.text}" for each in alerts) + "\n")
    host, _, port = mail.server.partition(":")
    try:
        with smtplib.SMTP(host, int(port or 25), timeout=_SECONDS) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        return f"the mail server did not take {len(alerts)} alerts: {type(error).__name__}"
    return ""
