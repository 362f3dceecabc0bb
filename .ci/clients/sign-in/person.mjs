// A person at the stand-in's pages, without a browser: the pages work without scripts.
const unescape = (text) =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

async function submit(page, fields) {
  const action = page.html.match(/<form method="post" action="([^"]*)"/)?.[1];
  if (action === undefined) throw new Error(`no form at ${page.url}: ${page.html.replace(/<[^>]+>/g, " ")}`);
  const values = new URLSearchParams(fields);
  for (const [, name, value] of page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    if (!values.has(name)) values.set(name, unescape(value));
  }
  return open(new URL(unescape(action), page.url), { method: "POST", body: values });
}

async function open(url, options = {}) {
  const answer = await fetch(url, { redirect: "manual", ...options });
  return { url: String(url), status: answer.status, location: answer.headers.get("location"), html: await answer.text() };
}

async function follow(page, account) {
  for (let step = 0; step < 6; step += 1) {
    if (page.location) {
      const target = new URL(page.location, page.url);
      if (target.host !== new URL(page.url).host) return String(target);
      page = await open(target);
    } else if (page.html.includes('value="accept"')) {
      page = await submit(page, { account, decision: "accept" });
    } else if (page.html.includes(`name="account" value="${account}"`)) {
      page = await submit(page, { account });
    } else if (page.html.includes('<form method="post" action="http://localhost')) {
      // The answer as a form, which goes to the client (response_mode=form_post).
      await submit(page, {});
      return undefined;
    } else {
      break;
    }
  }
  if (page.status !== 200) throw new Error(`refused: ${page.html.replace(/<[^>]+>/g, " ")}`);
  return page.html;
}

/**
 * Goes from an authorization request to the client's redirect address, which is not visited; an answer
 * in the form of a form has been delivered there, and there is no address left.
 */
export const signIn = async (url, account) => follow(await open(url), account);

/** Types the code of a device, and signs in. */
export const enterCode = async (url, code, account) =>
  follow(await submit(await open(url), { user_code: code }), account);
