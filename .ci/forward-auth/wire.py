"""HTTP/1.1 by hand, so that requests go out, and come in, exactly as they are worded."""

import socket

PATIENCE = 20


class Head:
    """First line and header lines, with names as they were spelled."""

    def __init__(self, text):
        lines = text.decode("latin-1").split("\r\n")
        self.first = lines[0]
        self.headers = [
            (name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:] if line)
        ]

    def all(self, name):
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def one(self, name, otherwise=""):
        values = self.all(name)
        assert len(values) <= 1, f"{name} is there {len(values)} times"
        return values[0] if values else otherwise


def read_message(stream):
    """A message from a buffered stream: its head and its whole body; nothing at the end."""
    lines = []
    while (line := stream.readline()) not in (b"\r\n", b""):
        lines.append(line)
    if not lines:
        return None, b""
    head = Head(b"".join(lines))
    if "chunked" in head.one("transfer-encoding").lower():
        body = b""
        while size := int(stream.readline().split(b";")[0], 16):
            body += stream.read(size)
            stream.readline()
        while stream.readline() not in (b"\r\n", b""):
            pass
        return head, body
    return head, stream.read(int(head.one("content-length", "0")))


class Answer:
    def __init__(self, head, body):
        self.status = int(head.first.split(" ")[1])
        self.head = head
        self.body = body


def ask(port, method, target, lines=(), body=b""):
    """Sends one request on a connection of its own. Bytes that are refused at sight count as 400."""
    lines = list(lines)
    if not any(line.lower().startswith("connection:") for line in lines):
        lines.append("Connection: close")
    if not any(line.lower().startswith("host:") for line in lines):
        lines.append("Host: api.contoso.com")
    head = "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode("latin-1")
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        with connection.makefile("rb") as stream:
            connection.sendall(head + body)
            head, answer = read_message(stream)
            assert head is not None, f"no answer to {method} {target}"
            return Answer(head, answer)


def chunked(body, size):
    """The same bytes in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
