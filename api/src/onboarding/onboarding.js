// Signs the administrator in by authorization code with PKCE, and takes the invitation up.
// Everything it needs stands in the page's markup.
"use strict";

(() => {
  const outcome = document.getElementById("outcome");
  const facts = outcome.dataset;
  const say = (text) => {
    outcome.textContent = text;
  };
  const base64url = (bytes) =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

  const REASONS = {
    invitation_invalid:
      "This invitation is used, replaced or over. Ask whoever sent it for a new link.",
    redeemer_of_other_tenant:
      "You signed in with an account of another organization. Open the link again, and sign in with an account of the invited one.",
    redeemer_is_guest:
      "You are a guest in this organization. Let one of its own administrators open the link.",
    redeemer_not_a_user: "An application cannot take an invitation up.",
    tenant_state_conflict: "This organization is no longer waiting for an answer.",
  };

  async function signIn() {
    const state = random();
    const verifier = random();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    sessionStorage.setItem("onboarding", JSON.stringify({ state, verifier, token: facts.token }));
    const parameters = new URLSearchParams({
      client_id: facts.clientId,
      response_type: "code",
      redirect_uri: facts.redirect,
      scope: facts.scopes,
      state,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: "S256",
    });
    location.assign(`${facts.authorize}?${parameters}`);
  }

  async function finish() {
    const answer = new URLSearchParams(location.search);
    const kept = JSON.parse(sessionStorage.getItem("onboarding") ?? "null");
    sessionStorage.removeItem("onboarding");
    history.replaceState(null, "", location.pathname);
    if (!kept || answer.get("state") !== kept.state) {
      return say("This sign-in was not begun in this window. Open the link of the invitation again.");
    }
    if (!answer.get("code")) {
      return say("You did not sign in, and nothing was changed. Open the link of the invitation to try again.");
    }
    say("One moment, please …");
    const reply = await fetch(kept.token, {
      method: "POST",
      body: new URLSearchParams({
        client_id: facts.clientId,
        grant_type: "authorization_code",
        code: answer.get("code"),
        redirect_uri: facts.redirect,
        code_verifier: kept.verifier,
        scope: facts.scopes,
      }),
    });
    const grant = await reply.json();
    if (!reply.ok) {
      return say("Your sign-in could not be completed. Open the link of the invitation again.");
    }
    const redeemed = await fetch(facts.redeem, {
      method: "POST",
      headers: { authorization: `Bearer ${grant.access_token}` },
    });
    const result = await redeemed.json();
    if (!redeemed.ok) {
      return say(
        REASONS[result.code] ??
          `This did not work (${result.code}). Tell whoever invited you this number: ${result.request_id}`,
      );
    }
    say(
      result.state === "active"
        ? "Your organization is active. You can close this page."
        : "Your organization has consented. An operator of the service has the last word; you can close this page.",
    );
  }

  const failed = () => say("The service or the sign-in could not be reached. Try again in a moment.");
  if (facts.step === "sign-in") {
    document.getElementById("act").addEventListener("click", () => signIn().catch(failed));
  } else {
    finish().catch(failed);
  }
})();
