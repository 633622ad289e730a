"""Pages that show their content only to a browser that runs scripts, in a real Chromium."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.harvest.connectors import (
    RawRecord,
    Recording,
    Rejected,
    Remote,
    SourceBroken,
    read_records,
)
from tests.harvest.trying import source

pytestmark = pytest.mark.browser

APP = """<!doctype html><html><head><link rel="stylesheet" href="/app.css"></head>
<body><ul id="liste"></ul><button id="plus" hidden>Plus</button>
<img src="/grande.jpg"><script src="/app.js"></script></body></html>"""
SCRIPT = """
let page = 0;
const liste = document.getElementById('liste'), plus = document.getElementById('plus');
async function suite() {
  plus.hidden = true;
  page += 1;
  const answer = await fetch('/api?page=' + page);
  const {items, more} = await answer.json();
  for (const n of items) {
    const li = document.createElement('li');
    li.innerHTML = `<a href="/fiches/${n}">Projet ${n}</a>`;
    liste.append(li);
  }
  plus.hidden = !more;
}
plus.addEventListener('click', () => setTimeout(suite, 300));
setTimeout(suite, 700);
"""
FETCH = {
    "items": "#liste li",
    "listed": {"fields": {"nom": "a"}},
    "browser": {"wait_for": "#liste li", "click": "#plus"},
}


def definition(record_id: str = "{nom}", **fetch: Any) -> SourceDefinition:
    return source(record_id, kind="html", **fetch)


def read(origin: Remote | Recording, **fetch: Any) -> list[RawRecord | Rejected]:
    return list(read_records(definition(**fetch), origin))


def names(told: list[RawRecord | Rejected]) -> list[str]:
    assert [one for one in told if isinstance(one, Rejected)] == []
    return [one.data["nom"] for one in told if isinstance(one, RawRecord)]


def served(partner: Any, pages: int = 3) -> Any:
    """The partner, with a list that scripts fill, by two items a page."""
    partner.answers |= {"/app": APP, "/app.js": SCRIPT, "/app.css": "li { color: red }"}
    for number in range(1, pages + 1):
        items = [number * 2 - 1, number * 2]
        partner.answers[f"/api?page={number}"] = json.dumps(
            {"items": items, "more": number < pages}
        )
    return partner


def everything(number: int) -> list[str]:
    return [f"Projet {n}" for n in range(1, number + 1)]


def test_a_list_that_scripts_fill_is_read_to_its_end(partner) -> None:
    served(partner)
    told = read(partner.origin(), url=f"{partner.url}/app", **FETCH)
    assert names(told) == everything(6)
    assert told[0].data["page_url"] == f"{partner.url}/app"
    # What no record needs is never asked for, and each question is ours.
    assert "/grande.jpg" not in partner.paths()
    assert all(asked.headers["User-Agent"].startswith("Carrefour/") for asked in partner.asked)
    assert partner.paths().count("/app") == 1


def test_without_a_browser_the_same_page_holds_nothing(partner) -> None:
    served(partner)
    plain = {key: value for key, value in FETCH.items() if key != "browser"}
    with pytest.raises(SourceBroken, match="finds nothing"):
        read(partner.origin(), url=f"{partner.url}/app", **plain)


def test_the_pages_of_items_are_shown_too_and_their_scripts_asked_for_once(partner) -> None:
    served(partner, pages=2)
    sheet = '<h1></h1><script src="/fiche.js"></script>'
    partner.answers["/fiche.js"] = (
        "document.querySelector('h1').textContent = 'Fiche ' + location.pathname.slice(8)"
    )
    partner.answers |= {f"/fiches/{n}": sheet for n in range(1, 5)}
    told = read(
        partner.origin(),
        url=f"{partner.url}/app",
        link="a",
        page={"fields": {"titre": "h1"}},
        pace={"delay": 0, "at_once": 2},
        **{**FETCH, "browser": {"wait_for": "#liste li, h1:not(:empty)", "click": "#plus"}},
    )
    assert len(names(told)) == 4
    assert sorted(one.data["titre"] for one in told) == [f"Fiche {n}" for n in range(1, 5)]
    assert partner.paths().count("/fiche.js") <= 2


def test_a_page_that_grows_when_one_scrolls_is_read_to_its_end(partner) -> None:
    served(partner)
    partner.answers["/app"] = APP.replace("<ul", '<ul style="margin-top: 3000px"').replace(
        '<script src="/app.js">',
        """<script>
        let waiting = false;
        addEventListener('scroll', () => {
          if (waiting || plus.hidden) return;
          waiting = true;
          setTimeout(async () => { await suite(); waiting = false; }, 100);
        });
        </script><script src="/app.js">""",
    )
    browser = {"wait_for": "#liste li", "scrolls": 9}
    told = read(partner.origin(), url=f"{partner.url}/app", **{**FETCH, "browser": browser})
    assert names(told) == everything(6)


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        (
            {"wait_for": "#liste li", "click": "#plus", "clicks": 2},
            "'#plus' is still there after 2 clicks.*Raise",
        ),
        ({"scrolls": 2}, "still grows after 2 scrolls.*Raise"),
    ],
)
def test_a_list_that_never_ends_is_not_taken_for_whole(partner, browser: Any, words: str) -> None:
    served(partner, pages=50)
    if "scrolls" in browser:
        partner.answers["/app"] = APP.replace(
            '<script src="/app.js">',
            '<script>onscroll = () => suite()</script><script src="/app.js">',
        ).replace("<ul", '<ul style="margin-top: 3000px; line-height: 500px"')
    with pytest.raises(SourceBroken, match=words):
        read(partner.origin(), url=f"{partner.url}/app", **{**FETCH, "browser": browser})


def test_what_does_not_appear_is_told(partner) -> None:
    served(partner)
    browser = {"wait_for": "//article", "seconds": 2}
    with pytest.raises(SourceBroken, match="'//article' does not appear within 2 s"):
        read(partner.origin(), url=f"{partner.url}/app", **{**FETCH, "browser": browser})


def test_a_script_that_robots_txt_refuses_is_named(partner) -> None:
    served(partner)
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /app.js"
    browser = {"wait_for": "#liste li", "seconds": 2}
    with pytest.raises(SourceBroken, match=r"could not have .*/app\.js.*robots\.txt refuses"):
        read(partner.origin(), url=f"{partner.url}/app", **{**FETCH, "browser": browser})
    assert "/app.js" not in partner.paths()


def test_data_that_fail_in_the_middle_break_the_source(partner) -> None:
    served(partner)
    partner.answers["/api?page=2"] = (500, {}, "")
    with pytest.raises(SourceBroken, match=r"api\?page=2: the server answered 500"):
        read(partner.origin(tries=1), url=f"{partner.url}/app", **FETCH)


def test_the_limit_of_pages_holds_for_scripts_too(partner) -> None:
    served(partner, pages=50)
    with pytest.raises(SourceBroken, match="asked for 6 pages already"):
        read(partner.origin(), url=f"{partner.url}/app", limits={"pages": 6}, **FETCH)


def test_scripts_that_never_end_cost_their_page_alone(partner) -> None:
    partner.answers |= {
        "/projets": '<ul id="liste"><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul>',
        "/a": "<h1>A</h1><script>while (true) {}</script>",
        "/b": "<h1>B</h1>",
    }
    told = read(
        partner.origin(),
        url=f"{partner.url}/projets",
        link="a",
        page={"fields": {"titre": "h1"}},
        **{**FETCH, "browser": {"seconds": 2}},
    )
    assert [one.data["titre"] for one in told if isinstance(one, RawRecord)] == ["B"]
    (stuck,) = [one for one in told if isinstance(one, Rejected)]
    assert "do not come to an end within 2 s" in stuck.reason


def test_a_page_that_leads_on_to_another_is_read_where_it_ends(partner) -> None:
    partner.answers |= {
        "/court": (302, {"Location": "/ailleurs/ancien"}, ""),
        "/ailleurs/ancien": "<script>location.href = 'nouveau'</script>",
        "/ailleurs/nouveau": '<h1>Arrivé</h1><a href="x">y</a>',
    }
    told = read(
        partner.origin(),
        url=f"{partner.url}/court",
        page={"fields": {"nom": "h1", "lien": "a::attr(href)"}},
        browser={"wait_for": "h1"},
    )
    assert names(told) == ["Arrivé"]
    assert told[0].data["page_url"] == f"{partner.url}/ailleurs/nouveau"
    assert told[0].data["lien"] == f"{partner.url}/ailleurs/x"


def test_pages_told_apart_by_their_fragment_are_each_read(partner) -> None:
    partner.answers["/"] = (
        "<h1></h1><script>document.querySelector('h1').textContent = location.hash</script>"
    )
    told = read(
        partner.origin(),
        urls=[f"{partner.url}/#/un", f"{partner.url}/#/deux"],
        page={"fields": {"nom": "h1"}},
        browser={"wait_for": "h1"},
    )
    assert sorted(names(told)) == ["#/deux", "#/un"]


# No way out.


@pytest.fixture
def inner():
    """A server that no page may reach, over TCP or UDP: its port, and what was sent to it."""
    reached: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    packets.bind(listener.getsockname())
    going = True

    def listen() -> None:
        while going:
            ready, _, _ = select.select([listener, packets], [], [], 0.1)
            if packets in ready:
                reached.append(f"UDP {packets.recv(200)!r}")
            if listener in ready:
                connection, _ = listener.accept()
                connection.settimeout(1)
                with suppress(OSError):
                    reached.append(f"TCP {connection.recv(200)!r}")
                connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield listener.getsockname()[1], reached
    going = False
    thread.join()
    listener.close()
    packets.close()


def test_a_hostile_page_reaches_nothing_but_what_we_let_it(partner, inner) -> None:
    port, reached = inner
    secret = f"127.0.0.1:{port}"
    partner.answers["/piege"] = f"""
      <link rel="preconnect" href="http://{secret}"><link rel="dns-prefetch" href="//{secret}">
      <link rel="prefetch" href="http://{secret}/prefetch">
      <img src="http://{secret}/img"><iframe src="http://{secret}/iframe"></iframe>
      <script src="http://{secret}/script"></script><link rel="stylesheet" href="http://{secret}/c">
      <form id="f" method="post" action="http://{secret}/post" target="_blank"></form>
      <h1></h1><script>
      const attempt = async (what) => {{ try {{ await what() }} catch (refused) {{}} }};
      attempt(() => fetch('http://{secret}/fetch'));
      attempt(() => fetch('http://{secret}/post', {{method: 'POST', body: 'x', mode: 'no-cors'}}));
      attempt(() => fetch('http://localhost:{port}/name'));
      attempt(() => fetch('http://[::1]:{port}/six'));
      attempt(() => navigator.sendBeacon('http://{secret}/beacon', 'x'));
      attempt(() => new WebSocket('ws://{secret}/socket'));
      attempt(() => new EventSource('http://{secret}/events'));
      attempt(() => new Worker('http://{secret}/worker'));
      attempt(() => window.open('http://{secret}/popup'));
      attempt(() => new WebTransport('https://{secret}/transport'));
      attempt(() => document.getElementById('f').submit());
      attempt(async () => {{
        const peer = new RTCPeerConnection({{iceServers: [
          {{urls: 'stun:{secret}'}},
          {{urls: 'turn:{secret}?transport=tcp', username: 'a', credential: 'b'}}]}});
        peer.createDataChannel('x');
        await peer.setLocalDescription(await peer.createOffer());
      }});
      attempt(() => fetch('file:///etc/passwd'));
      setTimeout(() => {{ document.querySelector('h1').textContent = 'fini' }}, 3000);
      </script>"""
    told = read(
        partner.origin(),
        url=f"{partner.url}/piege",
        page={"fields": {"nom": "h1"}},
        browser={"wait_for": "h1:not(:empty)"},
    )
    assert names(told) == ["fini"]
    assert reached == []


# The browser and its process.


def test_a_crawl_with_a_browser_is_the_same_when_it_is_played_again(partner, tmp_path) -> None:
    served(partner)
    remote = partner.origin()
    recorded = Remote(remote.turns, remote.policy, record=tmp_path / "recording")
    first = names(read(recorded, url=f"{partner.url}/app", **FETCH))
    asked = len(partner.asked)
    again = names(read(Recording(tmp_path / "recording"), url=f"{partner.url}/app", **FETCH))
    assert first == again == everything(6)
    assert len(partner.asked) == asked


def test_a_machine_without_chromium_is_told_what_to_do(partner, monkeypatch) -> None:
    served(partner)
    monkeypatch.setenv("CARREFOUR_CHROMIUM", "/nulle/part")
    with pytest.raises(SourceBroken, match=r"CARREFOUR_CHROMIUM is '/nulle/part'.*Give the path"):
        read(partner.origin(), url=f"{partner.url}/app", **FETCH)
    monkeypatch.setenv("CARREFOUR_CHROMIUM", "")
    monkeypatch.setenv("PATH", "/nulle/part")
    with pytest.raises(SourceBroken, match=r"no Chromium on this machine.*Install it"):
        read(partner.origin(), url=f"{partner.url}/app", **FETCH)


def browsers(folder: Path) -> list[int]:
    """The processes whose command line names ``folder``."""
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if str(folder).encode() in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


@pytest.fixture
def short():
    """A folder with a short name, for Chromium's sockets cannot have a long one."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.parametrize("how", ["closed", "killed"])
def test_the_browser_goes_with_its_crawl(partner, short, monkeypatch, how: str) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(short))
    monkeypatch.setenv("CARREFOUR_KEY_MA_SOURCE", "of-a-source")
    partner.answers |= {"/1": "<h1>1</h1>", "/2": lambda _headers: time.sleep(30)}
    crawl = read_records(
        definition(
            urls=[f"{partner.url}/1", f"{partner.url}/2"],
            page={"fields": {"nom": "h1"}},
            browser={},
        ),
        partner.origin(),
    )
    assert next(crawl).data["nom"] == "1"  # type: ignore[union-attr]
    assert browsers(short)
    # No key of a source is anywhere near a page.
    for number in browsers(short):
        with suppress(OSError):
            assert b"CARREFOUR_KEY" not in Path(f"/proc/{number}/environ").read_bytes()
    if how == "killed":
        from tests.harvest.test_html import crawls

        os.kill(crawls()[0], signal.SIGKILL)
        with pytest.raises(SourceBroken, match="signal 9"):
            list(crawl)
    crawl.close()
    deadline = time.monotonic() + 10
    while browsers(short) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert browsers(short) == []
    assert list(short.glob("carrefour-crawl-*")) == []
