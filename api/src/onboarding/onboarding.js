// Signs the administrator in by authorization code with PKCE, and then takes the invitation up, or
// applies with the name that was typed.
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
      "You are a guest in this organization. Let one of its own administrators begin again.",
    redeemer_not_a_user: "An application cannot answer for an organization.",
    tenant_state_conflict: "This organization is no longer waiting for an answer.",
  };
  const REASONS_OF_APPLICANTS = {
    ...REASONS,
    consent_missing:
      "It took longer than ten minutes, or was begun in another browser. Begin again in this one.",
    tenant_state_conflict:
      "Your organization is known here already: it was invited, waits for approval, has access, or was shut out. Ask those who run this service.",
    applications_exhausted:
      "So many organizations are waiting that no more can apply at the moment. Try again in a few days.",
    operator_tenant_protected: "Your organization runs this service, and has access without applying.",
    tenant_not_an_organization: "A personal account stands for no organization. Sign in with one of your organization.",
    field_invalid: "The name of your organization cannot be used: it must be text on one line.",
  };
  const DONE = {
    active: "Your organization is active. You can close this page.",
    consented: "Your organization has consented. An operator of the service has to approve it; you can close this page.",
  };

  async function signIn() {
    const field = document.getElementById("name");
    const name = field?.value.trim();
    if (name === "") {
      field.focus();
      return say("Say first what your organization is called.");
    }
    const state = random();
    const verifier = random();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    sessionStorage.setItem("onboarding", JSON.stringify({ state, verifier, token: facts.token, name }));
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
      return say("This sign-in was not begun in this window. Begin again with the link that you began with.");
    }
    if (!answer.get("code")) {
      return say("You did not sign in, and nothing was changed. To try again, open the link that you began with.");
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
      return say("Your sign-in could not be completed. Begin again with the link that you began with.");
    }
    const applies = kept.name !== undefined;
    const taken = await fetch(applies ? facts.apply : facts.redeem, {
      method: "POST",
      headers: { authorization: `Bearer ${grant.access_token}` },
      body: applies ? new URLSearchParams({ name: kept.name }) : undefined,
    });
    const result = await taken.json();
    if (!taken.ok) {
      const reasons = applies ? REASONS_OF_APPLICANTS : REASONS;
      return say(
        reasons[result.code] ??
          `This did not work (${result.code}). Tell those who run this service this number: ${result.request_id}`,
      );
    }
    say(DONE[result.state]);
  }

  const failed = () => say("The service or the sign-in could not be reached. Try again in a moment.");
  if (facts.step === "sign-in") {
    document.getElementById("act").addEventListener("click", () => signIn().catch(failed));
  } else {
    finish().catch(failed);
  }
})();
