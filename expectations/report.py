"""Great Expectations' own report, as pages that can be kept with a run.

Its pages fetch scripts, styles, a logo with the time in its address and a newsletter form from other
hosts, which a court's computer has no business calling: what fetches is taken out, and a content
policy forbids the rest. Made-up identifiers are numbered, so the same check gives the same bytes.
"""

import re
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.judging import Judgment, state

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.data_context.store.store import DataDocsSiteConfigTypedDict
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

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


def write_report(
    context: "EphemeralDataContext", judgments: Sequence[Judgment], folder: Path, *, county: str, as_of: date
) -> Path:
    """Write Data Docs of one check: counts of rows, and no value of any record.

    Args:
        context: from ``expectations.judging.open_context``.
        judgments: in suite order.
        folder: written whole; one that is there is replaced.
        county: for the run's name.
        as_of: stands for the run's time, so that the same check gives the same bytes.

    Returns:
        Path of ``index.html``.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".data_docs") as scratch:
        pages = Path(scratch) / "pages"
        _build(context, judgments, pages, _name_run(county, as_of))
        _tidy(pages)
        shutil.rmtree(folder, ignore_errors=True)
        pages.rename(folder)
    return folder / "index.html"


def _name_run(county: str, as_of: date) -> "ValidationResultIdentifier":
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


def _build(
    context: "EphemeralDataContext",
    judgments: Sequence[Judgment],
    pages: Path,
    key: "ValidationResultIdentifier",
) -> None:
    import great_expectations as gx

    site: DataDocsSiteConfigTypedDict = {
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(pages.resolve())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context.add_data_docs_site(site_name=_SUITE, site_config=site)
    context.suites.add(
        gx.ExpectationSuite(name=_SUITE, expectations=[state(judgment.expectation) for judgment in judgments])
    )
    context.validation_results_store.set(key, _gather(judgments, key))
    context.build_data_docs(site_names=[_SUITE])


def _gather(judgments: Sequence[Judgment], key: "ValidationResultIdentifier") -> "ExpectationSuiteValidationResult":
    """All judgments as one result of one suite."""
    import great_expectations as gx
    from great_expectations.core import ExpectationSuiteValidationResult

    met = sum(bool(judgment.report.success) for judgment in judgments)
    return ExpectationSuiteValidationResult(
        success=met == len(judgments),
        results=[judgment.report for judgment in judgments],
        suite_name=_SUITE,
        statistics={
            "evaluated_expectations": len(judgments),
            "successful_expectations": met,
            "unsuccessful_expectations": len(judgments) - met,
            "success_percent": 100 * met / len(judgments) if judgments else None,
        },
        meta={
            "great_expectations_version": gx.__version__,
            "run_id": key.run_id.to_json_dict(),
            "batch_kwargs": {"data_asset_name": "canonical records"},
        },
    )


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
