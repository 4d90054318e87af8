"""``relief packages show``: what is in a package."""

from json import dumps

from flows.verbs.options import County, Database, Json, Out
from flows.verbs.packages.options import Number


def act(county: County, number: Number, out: Out, database: Database = None, json: Json = False) -> int:
    """Print what a package is and which files it has; each is read and held against its checksum. Nobody is named."""
    from connectors.packages.layout import is_confidential
    from flows.packages.reading import check_package, find_package
    from flows.workplace import Workplace

    workplace = Workplace.choose(out, database=database)
    try:
        about, package, told = find_package(county, workplace, number), *check_package(county, workplace, number)
    finally:
        workplace.forget()
    if json:
        files = {each.name: each.sha256 for each in package.files}
        print(dumps({**about, **told, "files": files}, indent=2, default=str))
        return 0
    print(f"{number}: {told['court']}, {told['day']}, {about['state']} since {about['since']}")
    print(f"{told['convictions']:,} convictions in {told['cases']:,} cases, {about['withdrawn']:,} rows withdrawn")
    pages = {each["file"]: each["pages"] for each in told["papers"]}
    for each in package.files:
        extent = f"{pages[each.name]:>5,} pages" if each.name in pages else " " * 11
        sealed = "  (under seal)" if is_confidential(each.name) else ""
        print(f"  {each.sha256[:12]}  {extent}  {each.name}{sealed}")
    print(f"checksums: {package.sha256}")
    return 0
