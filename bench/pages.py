"""Pages under load: p50 and p95 of the ten main pages at 20 clients, and pages a second without a pause.

    python bench/pages.py [--server http://127.0.0.1:8000] [--rounds 2]

Without `--server` it sets up and starts a platform of its own in a temporary folder. Prints one table a kind of visitor. The peer in the same run is the web server's own floor: its smallest answer that touches neither database
nor template (a static file of some bytes). DESIGN §7: p95 ≤ 300 ms at 20 clients with 1 s between clicks; ≥ 60 pages/s without a pause.
"""

import argparse
import contextlib
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

PAGES = {
    "home": "/",
    "plan 2018": "/plans/2018/",
    "ranking": "/strength/2010/",
    "ranking, 2013": "/strength/2013/",
    "score": "/strength/2010/440300/",
    "compare": "/strength/2010/compare/?city=440300&city=340100",
    "region": "/regions/440300/",
    "catalogue": "/figures/",
    "indicator": "/figures/patents_per_100m_gdp/",
    "figure": "/figures/patents_per_100m_gdp/440300/2010/",
}
FLOOR = "/static/ui/tokens.css"
CLIENTS = 20
PROMISE_P95_MS, PROMISE_PAGES_S = 300, 60


class Client:
    """One keep-alive connection; `cookie` is that of a person who is signed in."""

    def __init__(self, server: str, cookie: str = "") -> None:
        parts = urlsplit(server)
        self.connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=60)
        self.headers = {"Cookie": cookie} if cookie else {}

    def get(self, address: str) -> float:
        """Fetch a page whole; seconds it took. An answer other than 200 stops the bench."""
        started = time.perf_counter()
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{address} answered {answer.status}")
        return time.perf_counter() - started


def signed_in(server: str, username: str, password: str) -> str:
    """The session cookie of a person who has just signed in."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{server}/accounts/login/").read().decode()
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[:1]
    form = urlencode({"csrfmiddlewaretoken": token, "username": username, "password": password})
    browser.open(f"{server}/accounts/login/", form.encode()).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def at_once(
    server: str, cookie: str, work: Callable[[Client, int], list[tuple[str, float]]]
) -> list[tuple[str, float]]:
    """Run `work` in CLIENTS threads; all their timings."""
    found: list[tuple[str, float]] = []
    start = threading.Barrier(CLIENTS)

    def run(index: int) -> None:
        client = Client(server, cookie)
        start.wait()
        found.extend(work(client, index))

    threads = [threading.Thread(target=run, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def reading(pages: Mapping[str, str], rounds: int, pause_s: float) -> Callable[[Client, int], list[tuple[str, float]]]:
    """A person who reads the pages in turn, each beginning at another one."""

    def work(client: Client, index: int) -> list[tuple[str, float]]:
        names = list(pages)
        times = []
        time.sleep(pause_s * index / CLIENTS)
        for step in range(rounds * len(names)):
            name = names[(index + step) % len(names)]
            times.append((name, client.get(pages[name])))
            time.sleep(pause_s)
        return times

    return work


def percentile_ms(seconds: list[float], share: float) -> float:
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", help="a platform that runs already")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--user", default="jingban", help="a login of the demonstration")
    parser.add_argument("--password", default="zhicheng-demo")
    options = parser.parse_args()
    with contextlib.nullcontext((options.server, "")) if options.server else own_platform() as (server, _folder):
        floor = Client(server)
        floor_ms = 1000 * statistics.median(floor.get(FLOOR) for _ in range(50))
        print(f"{CLIENTS} clients; the server's floor (a static file) takes {floor_ms:.1f} ms\n")
        measure("strangers", PAGES, server, "", options.rounds)
        measure("officers", PAGES, server, signed_in(server, options.user, options.password), options.rounds)


@contextlib.contextmanager
def own_platform() -> Iterator[tuple[str, str]]:
    """Its address and its folder, for as long as it runs."""
    with socket.socket() as finder, tempfile.TemporaryDirectory() as folder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]
        finder.close()
        # Root's PostgreSQL runs as another user, who must be able to pass.
        Path(folder).chmod(0o755)
        environment = os.environ | {"ZHICHENG_VAR": f"{folder}/var", "ZHICHENG_PORT": str(port)}
        platform = subprocess.Popen(
            [sys.executable, "-m", "zhicheng", "run"], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(port, platform)
            yield f"http://127.0.0.1:{port}", f"{folder}/var"
        finally:
            platform.terminate()
            platform.wait(30)


def wait_for(port: int, platform: subprocess.Popen[bytes]) -> None:
    """Until the platform answers; it sets up a whole installation first."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if platform.poll() is not None:
            raise SystemExit("the platform did not start; run `zhicheng run` to see why")
        time.sleep(0.5)
    raise SystemExit("the platform did not answer in 5 minutes")


def measure(who: str, pages: Mapping[str, str], server: str, cookie: str, rounds: int) -> None:
    """One kind of visitors: each page alone, then all clients with 1 s between clicks, then without a pause."""
    warm = Client(server, cookie)
    for address in [*pages.values()] * 3:
        warm.get(address)
    alone = {name: statistics.median(warm.get(address) for _ in range(7)) for name, address in pages.items()}
    clicks = at_once(server, cookie, reading(pages, rounds, 1.0))
    began = time.perf_counter()
    rush = at_once(server, cookie, reading(pages, rounds, 0.0))
    report(who, alone, clicks, len(rush) / (time.perf_counter() - began))


def report(who: str, alone: Mapping[str, float], clicks: list[tuple[str, float]], pages_s: float) -> None:
    print(f"{who:<16}{'alone ms':>10}{'p50 ms':>10}{'p95 ms':>10}   (1 s between clicks)")
    for name, alone_s in alone.items():
        times = [seconds for page, seconds in clicks if page == name]
        print(f"{name:<16}{1000 * alone_s:>10.1f}{percentile_ms(times, 0.5):>10.1f}{percentile_ms(times, 0.95):>10.1f}")
    every = [seconds for _, seconds in clicks]
    print(
        f"{'all':<16}{'':>10}{percentile_ms(every, 0.5):>10.1f}{percentile_ms(every, 0.95):>10.1f}   promise p95 ≤ {PROMISE_P95_MS}"
    )
    print(f"without a pause: {pages_s:.0f} pages/s   promise ≥ {PROMISE_PAGES_S}\n")


if __name__ == "__main__":
    main()
