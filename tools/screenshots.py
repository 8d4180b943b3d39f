"""Take the project's own pictures from a running platform: every main page, or those named, at 1280 and 390 px.

    python tools/screenshots.py [--server http://127.0.0.1:8000] [--out var/pictures] [--fold] [page …]

Needs a Chromium of the system. `make shots` takes those of the README.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "home": "/",
    "plan": "/plans/2018/",
    "ranking": "/strength/2010/",
    "score": "/strength/2010/440300/",
    "compare": "/strength/2010/compare/?city=440300&city=340100&city=320100",
    "method": "/strength/2010/method/",
    "region": "/regions/440300/",
    "regions": "/regions/",
    "figures": "/figures/",
    "indicator": "/figures/patents_per_100m_gdp/",
    "figure": "/figures/patents_per_100m_gdp/440300/2010/",
    "login": "/accounts/login/",
    "missing": "/nowhere/",
}
BEHIND_SIGN_IN = {
    "workbench": "/workbench/",
    "import": "/figures/import/",
    "jobs": "/jobs/",
    "definitions": "/definitions/",
    "checks": "/figures/checks/",
    "log": "/audit/",
}
WIDTHS = {"1280": (1280, 900), "390": (390, 844)}


def main() -> None:
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for width in WIDTHS:
            shoot(browser, options, width)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("var/pictures"))
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--width", choices=WIDTHS)
    parser.add_argument("--fold", action="store_true", help="only what shows without scrolling")
    parser.add_argument("pages", nargs="*")
    return parser.parse_args()


def shoot(browser: Browser, options: argparse.Namespace, width: str) -> None:
    if options.width and options.width != width:
        return
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page = browser.new_page(viewport=size, locale="zh-CN")
    wanted = PAGES
    if options.user:
        page.goto(options.server + "/accounts/login/")
        page.fill("input[name=username]", options.user)
        page.fill("input[name=password]", options.password)
        page.click("main button[type=submit]")
        wanted = PAGES | BEHIND_SIGN_IN
    for name, address in wanted.items():
        if options.pages and name not in options.pages:
            continue
        page.goto(options.server + address)
        page.wait_for_timeout(800)  # charts draw after load
        page.screenshot(path=options.out / f"{name}-{width}.png", full_page=not options.fold)
        print(name, width)
    page.close()


if __name__ == "__main__":
    main()
