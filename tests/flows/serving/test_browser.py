"""The pages in a real browser: nothing that axe finds, at any width; outcomes by the keyboard alone; without JavaScript; a passkey."""

import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from relief import database
from tests.flows.serving.conftest import Server
from tests.flows.serving.court import COUNTY
from tests.flows.serving.test_returning import rows

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all of this file: while Playwright is there, no other test of the worker can run a loop of its own."""
    from playwright.sync_api import sync_playwright

    if not shutil.which(CHROMIUM):
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed here, and in CI it must be")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def come(browser: Any, server: Server, who: str | None, *, width: int = 1280, script: bool = True) -> Any:
    """A page of a new visitor, signed in where a role is named; what the console says fails the test."""
    site = server.office.site.origin
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=site, java_script_enabled=script)
    if who is not None:
        context.add_cookies([{"name": "relief", "value": server.visitor(who).token, "url": site}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda said: page.said.append(said.text))
    page.said = []
    return page


PAGES = {
    None: ["/sign-in", "/enrol", "/sign-in?to=/packages&ended=1"],
    "clerk": ["/packages", "{at}", "{at}/outcomes", "{at}/worksheet", "{at}/papers/{motion}/pages/1", "/index", "/waiting",
              "/returns", "/account", "/nowhere"],
    "county": ["{at}", "/counties/los_angeles"],
    "program": ["/counties"],
    "auditor": ["/audit"],
}  # fmt: skip


def test_nothing_that_axe_finds_is_on_any_page_at_any_width(browser: Any, server: Server) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, at = Axe(), f"/packages/{COUNTY}/{server.courts.package}"
    for who, paths in PAGES.items():
        page = come(browser, server, who)
        for path in (path.format(at=at, motion=server.courts.motion) for path in paths):
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(path)
            found = axe.run(page, options=AXE).response["violations"]
            assert not found, f"{path}: {[(each['id'], each['nodes'][0]['html'][:200]) for each in found]}"
            page.set_viewport_size({"width": 320, "height": 640})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, f"{path} is {wide} wide"
            small = page.evaluate(SMALL_TARGETS)
            assert not small, f"{path}: {small}"
        assert [said for said in page.said if "404" not in said] == []
        page.context.close()


SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.width && !each.matches('.skip, p a, li a, footer a') && (box.height < 24 || box.width < 24))
  .map(([each]) => each.outerHTML.slice(0, 120))"""
"""What is smaller than 24 by 24 pixels and stands in no sentence (WCAG 2.5.8)."""


COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !document.activeElement.contains(top) && !top.contains(document.activeElement);
}"""
"""Whether something lies over what has the focus (WCAG 2.4.11)."""


def test_outcomes_are_entered_by_the_keyboard_alone(browser: Any, server: Server) -> None:
    page = come(browser, server, "clerk")
    page.goto(f"/packages/{COUNTY}/{server.courts.package}/outcomes")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "ruled":
            break
    page.keyboard.type("08012020")
    while not page.evaluate("document.activeElement.id").startswith("outcome-"):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px", "the focus is seen"
    page.keyboard.press("g")
    assert page.evaluate("document.activeElement.id") == "outcome-1", "a letter stays in its row"
    page.keyboard.press("Enter")
    page.keyboard.press("d")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "reason-3", "who refuses says why"
    page.keyboard.type("wrong department")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "outcome-4"
    page.keyboard.press("g")
    assert page.evaluate(COVERED) is False, "the focus is not hidden"
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("n")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".done, .summary")
    assert "4 applied" in page.inner_text("main")
    assert page.evaluate("document.activeElement.id") == "summary", "what was saved is read first"
    stands = dict(rows(server).select("row", "step").rows())
    assert [stands[row] for row in range(1, 6)] == ["granted", "denied", "rejected", "filed", "no court case found"]
    assert page.said == []


def test_everything_but_passkeys_is_done_without_javascript(browser: Any, server: Server) -> None:
    page, case = come(browser, server, "clerk", script=False), rows(server).row(0, named=True)
    page.goto("/packages")
    page.click(f"text={server.courts.package}")
    page.click("text=Enter outcomes")
    page.select_option("#outcome-1", "granted")
    page.fill("#ruled-1", "2020-08-01")
    page.click("button:text('Save')")
    assert "1 applied" in page.inner_text(".done")
    page.goto("/index")
    page.fill("#case_number", case["case_number"])
    page.click("button:text('Search')")
    assert "granted, Aug 1, 2020" in page.inner_text("#found")
    assert urlsplit(page.url).path == "/index" and not urlsplit(page.url).query
    page.goto("/returns")
    lines = f"batch,row,result,order date\n{server.courts.package},2,denied,2020-08-01\n"
    page.set_input_files("#file", {"name": "results.csv", "mimeType": "text/csv", "buffer": lines.encode()})
    page.click("button:text('Take in')")
    assert "1 rows: 1 applied" in page.inner_text(".done")
    page.click("text=Sign out")
    assert page.inner_text("h1") == "Sign in" and not page.is_visible("text=passkey")


def test_a_case_is_found_without_leaving_the_page_and_is_in_no_address(browser: Any, server: Server) -> None:
    page, case = come(browser, server, "clerk"), rows(server).row(0, named=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/index")
    page.fill("#case_number", case["case_number"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#found table")
    assert case["defendant"] in page.inner_text("#found") and page.input_value("#case_number")
    assert not [url for url in asked if case["case_number"] in url] and page.said == []
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert case["case_number"] not in kept and case["defendant"] not in kept


def test_an_account_is_enrolled_and_signed_in_with_a_passkey(browser: Any, server: Server) -> None:
    """With Chromium's own authenticator, which answers as a device does."""
    from flows.serving.tokens import hash_code

    database.reset_account(server.office.engine, "clerk.1", code=hash_code("ABCD"), actor="tests", at=server.clock())
    page = come(browser, server, None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True}})
    page.goto("/enrol")
    page.fill("#account", "clerk.1")
    page.fill("#code", "ABCD")
    page.click("button:text('Go on')")
    page.click("button:text('Make a passkey')")
    page.wait_for_url("**/sign-in?enrolled=yes")
    page.click("button:text('Sign in with a passkey')")
    page.wait_for_url("**/packages")
    assert "Metropolitan" in page.inner_text("main") or server.courts.mine in page.inner_text("main")
    page.goto("/account")
    assert "1 passkey" in page.inner_text("main")
    page.click("text=Sign out everywhere")
    assert page.inner_text("h1") == "Sign in"
