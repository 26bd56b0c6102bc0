"""nginx as deployed, in front of servers that refuse, hang up, or answer: what it sends on, how often, and to whom."""

import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from pollsite.server.arriving import MAX_BODY_BYTES
from tests.deploy.pretending import Pretender, nobody, pretending
from tests.deploy.visiting import Visitor
from tests.nginx import DEPLOYED, Nginx, has_ipv6
from tests.patience import eventually
from tests.setup.running import Answer, ask

Start = Callable[..., Nginx]
FORM = "option=yes&wording=1"


@pytest.fixture
def server() -> Iterator[Pretender]:
    """A server that answers."""
    with pretending() as server:
        yield server


@pytest.fixture
def silent() -> Iterator[Pretender]:
    """A server that takes requests and hangs up."""
    with pretending(b"") as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost, signed by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost")
    files = ("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", "-addext", "subjectAltName=DNS:localhost", *key, *files],
        check=True,
        capture_output=True,
    )
    return folder


def get(nginx: Nginx, path: str = "/", **headers: str) -> Answer:
    """One page by its name."""
    return ask(f"127.0.0.1:{nginx.port}", path, **({"Host": "localhost"} | headers))


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_its_settings_are_sound(is_encrypted: bool, certificate: Path) -> None:
    nginx = Nginx(servers=["127.0.0.1:8001"], certificate=certificate if is_encrypted else None).make()
    said = nginx.check()
    nginx.remove()
    assert said.returncode == 0, said.stderr
    complaints = [line for line in said.stderr.splitlines() if "[warn]" in line and '"user"' not in line]
    assert complaints == []


def test_a_form_is_sent_to_one_server_only_once_it_was_sent_at_all(new_nginx: Start) -> None:
    with pretending(b"") as one, pretending(b"") as two:
        nginx = new_nginx(one.server, two.server)
        assert Visitor(nginx.port).ask("POST", "/polls/1/ballot", FORM) == 503
        assert len(one.sent("POST")) + len(two.sent("POST")) == 1
        assert Visitor(nginx.port).ask("GET", "/") == 503
        assert len(one.sent("GET")) == len(two.sent("GET")) == 1


def test_a_form_goes_to_the_next_server_where_one_is_not_there(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(nobody(), server.server, nobody())
    for turn in range(6):
        assert Visitor(nginx.port).ask("POST", f"/polls/{turn}/ballot", FORM) == 200
    assert [request.split(b" ")[1] for request in server.sent("POST")] == [
        f"/polls/{turn}/ballot".encode() for turn in range(6)
    ]


def test_forms_go_over_new_connections_and_pages_over_kept_ones(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    visitor = Visitor(nginx.port)
    for _ in range(3):
        visitor.ask("POST", "/polls/1/ballot", FORM)
        visitor.ask("GET", "/")
    assert all(b"Connection: close" not in request for request in server.sent("GET"))
    assert len(server.sent("POST")) == 3


def test_what_a_reader_claims_about_proxies_is_replaced(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Port": "666",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "for=203.0.113.9;host=evil.example",
        "Proxy": "http://evil.example",
        "X-Request-ID": "evil",
    }
    get(nginx, **claims)
    sent = server.requests[0].decode()
    assert "X-Forwarded-For: 127.0.0.1\r\n" in sent
    assert "X-Forwarded-Host: localhost\r\n" in sent
    assert "X-Forwarded-Proto: https\r\n" in sent
    assert not any(claim in sent for claim in ("203.0.113.9", "evil", "gopher", "666"))


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_the_operators_addresses_are_not_for_readers(path: str, new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    for asked in (path, path.replace("r", "%72"), f"/{path}", f"/x/..{path}", f"{path}?x=1"):
        assert get(nginx, asked).status == 404
    assert server.requests == []


def test_nobody_elses_name_is_answered(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    with pytest.raises(ConnectionError):
        get(nginx, Host="evil.example")
    assert server.requests == []


def test_a_slow_form_reaches_no_server_before_it_is_whole(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    head = f"POST /polls/1/ballot HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(FORM)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=60) as slow:
        for part in (head[:20], head[20:], FORM[:5]):
            slow.sendall(part.encode())
        assert get(nginx).status == 200
        assert server.sent("POST") == []
        slow.sendall(FORM[5:].encode())
        eventually(lambda: server.sent("POST"))


def test_too_much_is_refused_before_the_site_hears_of_it(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    visitor = Visitor(nginx.port)
    assert visitor.ask("POST", "/", "x" * 200_000) == 413
    assert f"takes, which is {MAX_BODY_BYTES:,} bytes" in visitor.body.decode()
    assert "go back" in visitor.body.decode()
    for answer, status in (
        (get(nginx, "/" + "x" * 9_000), 414),
        (get(nginx, Cookie="x" * 9_000), 431),
        (get(nginx, **{f"X-{number}": "x" * 7_000 for number in range(6)}), 431),
    ):
        assert answer.status == status
        assert is_styled(answer)
        assert "delete this site’s cookies" in answer.text
    assert get(nginx, **{"Content-Length": "many"}).status == 400
    assert server.requests == []


def test_who_sends_too_often_is_told_in_words(new_nginx: Start, server: Pretender) -> None:
    few = {
        "127.0.0.0/8  0": "127.0.0.0/8  1",
        "burst=500 nodelay": "burst=1 nodelay",
        "rate=50r/s": "rate=1r/m",
    }
    visitor = Visitor(new_nginx(server.server, **few).port)
    assert [visitor.ask("POST", "/polls/1/ballot", FORM) for _ in range(3)] == [200, 200, 429]
    assert "go back, wait a minute" in visitor.body.decode()
    assert len(server.sent("POST")) == 2


def test_where_no_server_is_there_the_reader_is_told_in_words(new_nginx: Start) -> None:
    nginx = new_nginx(nobody())
    answer = get(nginx)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "away for a moment" in answer.text
    assert is_styled(answer)
    style = get(nginx, "/refused/page.css")
    assert (style.status, style.headers["Content-Type"]) == (200, "text/css")
    assert "prefers-color-scheme: dark" in style.text


def test_the_pages_of_refusals_are_nobodys_to_ask_for(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    assert [get(nginx, f"/refused/{name}").status for name in ("away.html", "none")] == [404, 404]
    pages = sorted((DEPLOYED / "refused").glob("*.html"))
    assert {page.name for page in pages} == set(
        re.findall(r"/refused/(\S+\.html);", (DEPLOYED / "refused.conf").read_text())
    )
    assert not any(word in page.read_text() for page in pages for word in ("style=", "<style", "<script"))


def is_styled(answer: Answer) -> bool:
    """Whether it is a page with a stylesheet that its own policy lets in, kept by nobody."""
    return (
        '<link rel="stylesheet" href="/refused/page.css">' in answer.text
        and answer.headers["Content-Type"] == "text/html; charset=utf-8"
        and "style-src 'self'" in answer.headers["Content-Security-Policy"]
        and answer.headers["Cache-Control"] == "no-store"
    )


def test_the_log_has_neither_addresses_nor_paths(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    get(nginx, "/account/confirm/a-token?x=y", **{"User-Agent": "Lynx"})
    eventually(lambda: " 200 GET " in nginx.said("access"))
    said = nginx.said("access").replace(server.server, "")
    assert not any(word in said for word in ("127.0.0.1", "token", "x=y", "Lynx"))


def test_readers_are_led_to_https_and_served_there(
    new_nginx: Start, server: Pretender, certificate: Path
) -> None:
    nginx = new_nginx(server.server, certificate=certificate)
    led = get(nginx, "/articles/bread?sort=new")
    assert (led.status, led.headers["Location"]) == (
        301,
        f"https://localhost:{nginx.tls_port}/articles/bread?sort=new",
    )
    trusting = ssl.create_default_context(cafile=str(certificate / "fullchain.pem"))
    with closing(HTTPSConnection("localhost", nginx.tls_port, context=trusting)) as connection:
        connection.request("GET", "/", headers={"Host": "localhost"})
        assert connection.getresponse().read() == b"fine"
    assert b"X-Forwarded-Proto: https\r\n" in server.requests[0]
    trusting.check_hostname = False
    with socket.create_connection(("localhost", nginx.tls_port)) as plain, pytest.raises(ssl.SSLError):
        trusting.wrap_socket(plain, server_hostname="evil.example")


def test_it_listens_on_ipv6_too(new_nginx: Start, server: Pretender) -> None:
    nginx = new_nginx(server.server)
    deployed = (Path(__file__).parents[2] / "deploy" / "nginx" / "tls.conf").read_text()
    assert deployed.count("listen [::]:") == deployed.count("listen ") // 2
    if has_ipv6():
        assert ask(f"[::1]:{nginx.port}", "/", Host="localhost").status == 200
