"""What a check found, as a small file, and from it Great Expectations' own report, as pages that can be kept with a run.

The file is written by every check; the pages, which take twice as long as judging a county, when they are asked for.
The pages would fetch scripts, styles, a logo with the time in its address and a newsletter form from other
hosts, which a court's computer has no business calling: what fetches is taken out, and a content
policy forbids the rest. Made-up identifiers are numbered, so the same check gives the same bytes.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.context import open_context, prepare, state
from expectations.expectation import Expectation, Severity
from expectations.judging import Judgment

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.store.store import DataDocsSiteConfigTypedDict
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

CHECKED, DATA_DOCS = "checked.json", "data_docs"
"""What a check found, and the folder of its report."""
_SUITE = "records"
_FETCHING = re.compile(
    r"<script\b[^>]*\bsrc\s*=[^>]*>\s*</script>|<link\b[^>]*\bhref\s*=\s*[\"']?https?:[^>]*>|<img\b[^>]*\bsrc\s*=\s*[\"']?https?:[^>]*>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>)]*")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEAD = """<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline' data:">
<style>
body { font-family: sans-serif; margin: 2em; } table { border-collapse: collapse; }
td, th { border: 1px solid #ccc; padding: .3em .6em; text-align: left; vertical-align: top; }
.text-danger::before { content: "\\2717"; color: #a00; } .text-success::before { content: "\\2713"; color: #070; }
</style>"""
_FOOTER = re.compile(r"<footer>.*?</footer>", re.DOTALL)


def write_checked(judgments: Sequence[Judgment], folder: Path, *, county: str, as_of: date) -> Path:
    """Write ``checked.json``: of each expectation, in suite order, itself and counts of rows; no value of any record.

    Args:
        judgments: in suite order.
        folder: where it is written.
        county: its name.
        as_of: the day that counted as today.
    """
    results = [
        {
            **asdict(each.expectation),
            "success": each.success,
            "rows": each.rows,
            "failing rows": each.failing_rows,
            "missing rows": each.missing_rows,
        }
        for each in judgments
    ]
    folder.mkdir(parents=True, exist_ok=True)
    told = {"county": county, "as of": as_of.isoformat(), "results": results}
    (folder / CHECKED).write_text(json.dumps(told, indent=1, default=str), encoding="utf-8")
    return folder / CHECKED


def write_report(checked: Path, folder: Path) -> Path:
    """Write Data Docs of one check: counts of rows, and no value of any record.

    Args:
        checked: a ``checked.json``.
        folder: written whole; one that is there is replaced. The check's day stands for the time, so that the same
            check gives the same bytes.

    Returns:
        Path of ``index.html``.
    """
    told = json.loads(checked.read_text(encoding="utf-8"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".data_docs") as scratch:
        pages = Path(scratch) / "pages"
        _build(told["results"], pages, _name_run(told["county"], date.fromisoformat(told["as of"])))
        _tidy(pages)
        shutil.rmtree(folder, ignore_errors=True)
        pages.rename(folder)
    return folder / "index.html"


def _name_run(county: str, as_of: date) -> "ValidationResultIdentifier":
    prepare()  # before anything else of it is imported: it would call home, and warn
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    day = datetime.combine(as_of, time(), tzinfo=UTC)
    run = RunIdentifier(run_name=f"{county.lower().replace(' ', '_')}-{as_of}", run_time=day)
    return ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(_SUITE), run_id=run, batch_identifier=_SUITE
    )


def _build(told: Sequence[Mapping[str, Any]], pages: Path, key: "ValidationResultIdentifier") -> None:
    import great_expectations as gx

    context = open_context()
    site: DataDocsSiteConfigTypedDict = {
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(pages.resolve())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context.add_data_docs_site(site_name=_SUITE, site_config=site)
    context.suites.add(gx.ExpectationSuite(name=_SUITE, expectations=[state(_read(each)) for each in told]))
    context.validation_results_store.set(key, _gather(told, key))
    context.build_data_docs(site_names=[_SUITE])


def _gather(told: Sequence[Mapping[str, Any]], key: "ValidationResultIdentifier") -> "ExpectationSuiteValidationResult":
    """All judgments as one result of one suite."""
    import great_expectations as gx
    from great_expectations.core import ExpectationSuiteValidationResult

    met = sum(bool(each["success"]) for each in told)
    return ExpectationSuiteValidationResult(
        success=met == len(told),
        results=[_restate(each) for each in told],
        suite_name=_SUITE,
        statistics={
            "evaluated_expectations": len(told),
            "successful_expectations": met,
            "unsuccessful_expectations": len(told) - met,
            "success_percent": 100 * met / len(told) if told else None,
        },
        meta={
            "great_expectations_version": gx.__version__,
            "run_id": key.run_id.to_json_dict(),
            "batch_kwargs": {"data_asset_name": "canonical records"},
        },
    )


def _restate(told: Mapping[str, Any]) -> "ExpectationValidationResult":
    """One result in Great Expectations' form, in rows."""
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

    rows, failing, missing = told["rows"], told["failing rows"], told["missing rows"]
    counts = {
        "element_count": rows,
        "unexpected_count": failing,
        "unexpected_percent": _percent(failing, rows),
        "partial_unexpected_list": [],
    }
    if not told["type"].endswith("Null"):  # where a missing value is the question, there are none beside it
        counts |= {
            "unexpected_percent_total": _percent(failing, rows),
            "unexpected_percent_nonmissing": _percent(failing, rows - missing),
            "missing_count": missing,
            "missing_percent": _percent(missing, rows),
        }
    stated = state(_read(told)).configuration
    return ExpectationValidationResult(success=told["success"], expectation_config=stated, result=counts)


def _read(told: Mapping[str, Any]) -> Expectation:
    return Expectation(
        name=told["name"], type=told["type"], measure=told["measure"], severity=Severity(told["severity"]),
        meets=tuple(told["meets"]), arguments=told["arguments"],
    )  # fmt: skip


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _tidy(pages: Path) -> None:
    """Make the pages fetch nothing and say the same each time; leave out the pictures and fonts of a tutorial."""
    for unused in ("images", "fonts"):
        shutil.rmtree(pages / "static" / unused, ignore_errors=True)
    found = sorted(page.relative_to(pages).as_posix() for page in pages.rglob("*.html"))
    links = "".join(f'<p><a href="{name}">{name}</a></p>' for name in found if name != "index.html")
    for name in found:
        text = (pages / name).read_text(encoding="utf-8")
        # The index lists its pages by a script from another host: without it, plain links do.
        text = text.replace("<body>", f"<body>{links}", 1) if name == "index.html" else text
        (pages / name).write_text(_settle(text), encoding="utf-8")


def _settle(page: str) -> str:
    """One page without what it fetches and without identifiers made up for it."""
    page = _ADDRESS.sub("#", _FOOTER.sub("", _FETCHING.sub("", page)))
    seen: dict[str, str] = {}
    page = _IDENTIFIER.sub(lambda found: seen.setdefault(found[0], f"n{len(seen) + 1}"), page)
    return page.replace("<head>", _HEAD, 1)
