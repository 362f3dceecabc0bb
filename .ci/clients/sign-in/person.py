"""A person at the stand-in's pages, without a browser: the pages work without scripts."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import requests


class Person:
    """Chooses one account, accepts what is asked, and types codes."""

    def __init__(self, account: str, trusted: str | bool = True):
        self.account = account
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = trusted

    def sign_in(self, url: str) -> str:
        """Goes from an authorization request to the client's redirect address, which is not visited;
        an answer in the form of a form has been delivered there, and there is no address left."""
        return self._follow(self.session.get(url, allow_redirects=False))

    def enter_code(self, url: str, code: str) -> str:
        """Types the code of a device, signs in, and gives the last page's text."""
        page = self.session.get(url)
        return self._follow(self._submit(page, {"user_code": code}))

    def _follow(self, answer: requests.Response) -> str:
        for _ in range(6):
            location = answer.headers.get("location")
            if location:
                target = urljoin(answer.url, location)
                if urlsplit(target).netloc != urlsplit(answer.url).netloc:
                    return target
                answer = self.session.get(target, allow_redirects=False)
            elif 'value="accept"' in answer.text:
                answer = self._submit(answer, {"decision": "accept"})
            elif f'name="account" value="{self.account}"' in answer.text:
                answer = self._submit(answer, {"account": self.account})
            elif '<form method="post" action="http://localhost' in answer.text:
                # The answer as a form, which goes to the client (response_mode=form_post).
                self._submit(answer, {})
                return ""
            else:
                break
        if answer.status_code != 200:
            raise SystemExit(f"the stand-in refused: {answer.status_code} {text_of(answer.text)}")
        return text_of(answer.text)

    def _submit(self, page: requests.Response, fields: dict[str, str]) -> requests.Response:
        form = re.search(r'<form method="post" action="([^"]*)"', page.text)
        if not form:
            raise SystemExit(f"no form: {page.status_code} {text_of(page.text)}")
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        values = {name: unescape(value) for name, value in hidden} | fields
        target = urljoin(page.url, unescape(form[1]))
        return self.session.post(target, data=values, allow_redirects=False)


def parameters(address: str) -> dict[str, str]:
    """The parameters in the query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def text_of(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


if __name__ == "__main__":
    # As the browser of a program that opens one: PERSON is the account, TRUSTED the authority's file.
    import os
    import sys

    browser = Person(os.environ["PERSON"], os.environ.get("TRUSTED") or True)
    address = browser.sign_in(sys.argv[1])
    if address:
        requests.get(address, timeout=20)
