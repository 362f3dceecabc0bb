"""A small backend that keeps what it received, by the header that marks each request of a test."""

import hashlib
import socketserver
import threading

from wire import read_message

MARK = "x-test-mark"


class Received:
    def __init__(self, head, body):
        self.method, self.target, _ = head.first.split(" ")
        self.headers = head.headers
        self.head = head
        self.digest = hashlib.sha256(body).hexdigest()


class Backend:
    def __init__(self):
        self.received = {}
        received = self.received

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while True:
                    head, body = read_message(self.rfile)
                    if head is None:
                        return
                    received.setdefault(head.one(MARK), []).append(Received(head, body))
                    self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\nx-backend: here\r\n\r\nbackend\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
