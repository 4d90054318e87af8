"""Everything particular to one county, on one sheet of text."""

from collections.abc import Iterator, Mapping
from datetime import date

from connectors import County, load_county
from connectors.county_files import find_file
from connectors.onboarding.certificate import list_open_questions, read_certificate
from connectors.onboarding.coverage import cover_county
from connectors.onboarding.place import twins_of
from connectors.sources import Source, Version
from flows.elected import elect_in_words, list_defaults
from relief.deliveries import Checks
from relief.errors import UserError
from relief.policy import read_policy
from templates.rooms import worded, words_of

Lines = Iterator[str]


def write_sheet(word: str) -> str:
    """The sheet, the same for the same files. UserError where the county has no file, or one that cannot be read."""
    county = load_county(word, asking=True)
    file = find_file(word)
    assert file is not None
    parts: Mapping[str, Lines] = {
        "Standing": _tell_standing(word),
        "Courts": _tell_courts(county),
        "Sources": _tell_sources(county),
        "Policy": _tell_policy(county),
        "Papers": _tell_papers(word, county),
        "Expectations and exemptions": _tell_checks(county),
        "Certificate and twin": _tell_certificate(word),
    }
    written = "".join(f"\n{title}\n" + "".join(f"  {line}\n" for line in lines) for title, lines in parts.items())
    return f"{county.name} ({word}), county {county.code}: {file.name}, {county.digest[:12]}\n{written}"


def _tell_standing(word: str) -> Lines:
    covered = cover_county(word)
    yield ": ".join(filter(None, (covered.standing, covered.about)))
    yield from list_open_questions(word)


def _tell_courts(county: County) -> Lines:
    for court in county.court.each:
        days = _say_days(court.effective_from, court.effective_to)
        yield f"{', '.join(court.title)}{days}, department {court.department or 'left blank'}"
        for agency, houses in court.courthouses.items():
            named = houses if isinstance(houses, str) else "; ".join(
                f"{house.name}{_say_days(house.effective_from, house.effective_to)}" for house in houses
            )  # fmt: skip
            yield f"  {agency}: {named}"
    for official in county.prosecutor.each:
        yield f"{official.name}{_say_days(official.effective_from, official.effective_to)}"


def _say_days(first: date | None, last: date | None) -> str:
    parts = [f"from {first}" if first else "", f"to {last}" if last else ""]
    return f" ({' '.join(filter(None, parts))})" if any(parts) else ""


def _tell_sources(county: County) -> Lines:
    for name, source in county.sources.items():
        files = f", files {', '.join(source.files)}" if source.files else ""
        yield f"{name}{files}"
        for version in source.versions:
            yield from _tell_version(version, source)


def _tell_version(version: Version, source: Source) -> Lines:
    layout, days = version.layout, _say_days(version.from_, version.to)
    kind = type(layout.file).__name__.replace("JsonLines", "JSON Lines").replace("FixedWidth", "fixed width").lower()
    several = f" of {len(source.versions)} versions" if len(source.versions) > 1 else ""
    yield (
        f"  {version.name}{days}{several}: {layout.title}, {kind}, {len(layout.columns)} columns, "
        f"{len(layout.of_file)} read, {len(layout.ignored)} ignored"
    )
    for name, words in layout.words.items():
        spelled = sum(
            len(spellings) for part in (words.exact, words.starts, words.contains) for spellings in part.values()
        )
        yield f"    {name}: {words.column or 'beside the charge'}, {spelled} spellings"


def _tell_policy(county: County) -> Lines:
    preset = county.policy.get("preset")
    if preset is not None:
        yield f"preset {preset}"
    try:
        elected = elect_in_words(read_policy(county.policy, source=f"{county.key}.yaml: policy"))
    except UserError as error:
        yield str(error)
        return
    defaults = list_defaults()
    for key, value in elected.items():
        yield f"{key}: {value}" + ("" if value == defaults.get(key) else "  (elected)")


def _tell_papers(word: str, county: County) -> Lines:
    yield f"kinds: {', '.join(county.papers.kinds)}"
    own = sorted(worded(word))
    yield f"words of its own: {', '.join(own) if own else 'none'}"
    forms = sorted(file.name for folder in words_of(word) for file in folder.glob("forms/*.yaml"))
    yield f"forms of its court: {', '.join(forms) if forms else 'none'}"
    yield f"signatures under a decision: {county.review.signatures}"


def _tell_checks(county: County) -> Lines:
    for name, source in county.sources.items():
        yield from (f"{name}: {line}" for line in _tell_source_checks(source.checks))


def _tell_source_checks(checks: Checks) -> Lines:
    if checks.cadence_days:
        yield f"comes every {checks.cadence_days} days"
    if checks.covers.from_ or checks.covers.to:
        yield f"covers{_say_days(checks.covers.from_, checks.covers.to)}; other days: {checks.covers.outside}"
    for own in checks.expect:
        yield f"expects {own.name} of {own.column}: {own.severity}"
    for each in checks.exemptions:
        share = f" up to {each.percent:g} %" if each.percent is not None else ""
        yield f"exempt from '{each.expectation}'{share} until {each.until}: {each.reason}"
    if not (checks.expect or checks.exemptions):
        yield "nothing beside what is expected of every county"


def _tell_certificate(word: str) -> Lines:
    held = read_certificate(word)
    if held is None:
        yield "none"
        return
    yield f"certified {held.certified} of {held.digest[:12]}, {len(held.checks)} items"
    yield f"active since {held.active_since}" if held.active_since else "not active"
    folder = twins_of(word)
    kept = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    yield f"twin: {', '.join(kept) if kept else 'none'}"
