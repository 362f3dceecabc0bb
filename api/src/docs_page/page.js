// Starts Swagger UI on the documentation page. Everything it needs stands in the page's markup.
"use strict";

(async () => {
  const place = document.getElementById("swagger-ui");
  const { publicUrl, clientId, scopes } = place.dataset;
  const here = new URL(".", location.href).href.replace(/\/$/, "");
  document.getElementById("elsewhere").hidden = here === publicUrl;

  const answer = await fetch("openapi.json");
  const spec = await answer.json();
  if (!clientId) {
    // Without a registration of its own the page cannot sign anybody in: offer pasting only.
    delete spec.components.securitySchemes.entraOAuth2;
    for (const item of Object.values(spec.paths)) {
      for (const operation of Object.values(item)) {
        operation.security = operation.security?.filter((one) => !("entraOAuth2" in one));
      }
    }
  }

  const ui = SwaggerUIBundle({
    spec,
    domNode: place,
    deepLinking: true,
    oauth2RedirectUrl: `${publicUrl}/oauth2-redirect`,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    tryItOutEnabled: true,
    // The badge of a validator elsewhere would be a request to another host.
    validatorUrl: null,
  });
  if (clientId) {
    ui.initOAuth({
      clientId,
      scopes: scopes.split(" ").filter(Boolean),
      usePkceWithAuthorizationCodeGrant: true,
    });
  }
})();
