//! The page's HTML. All links are relative, so that a proxy may put it under a prefix.

/// Where Entra sends the browser back to; Swagger UI's own script hands the code to the page.
pub(super) const REDIRECT: &str = "<!doctype html>\n<html lang=\"en\">\n\
    <meta charset=\"utf-8\">\n<title>Signing in</title>\n\
    <script src=\"docs/assets/oauth2-redirect.js\"></script>\n</html>\n";

/// The documentation page.
pub(super) fn page(public_url: &str, client_id: Option<&str>, scopes: &[String]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let guide = concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/docs");
    let scopes = escape(&scopes.join(" "));
    let public_url = escape(public_url);
    let client = client_id.map(escape).unwrap_or_default();
    let without_login = if client_id.is_some() {
        ""
    } else {
        "<p class=\"note\" role=\"note\">Signing in on this page is not set up: the service has no \
         <code>OPENAPI_CLIENT_ID</code>. Choose <em>Authorize</em> and paste an access token \
         instead.</p>\n"
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Entrance {version}: API documentation</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"docs/assets/swagger-ui.css\">\n\
         <link rel=\"stylesheet\" href=\"docs/assets/page.css\">\n</head>\n\
         <body>\n<header>\n<strong>Entrance</strong> <span>{version}</span>\n\
         <nav><a href=\"openapi.json\">OpenAPI document</a> <a href=\"{guide}\">Guide</a></nav>\n\
         </header>\n<main>\n{without_login}\
         <p class=\"note\" id=\"elsewhere\" role=\"note\" hidden>Signing in works at \
         <a href=\"{public_url}/docs\">{public_url}/docs</a>, the address that is registered.</p>\n\
         <noscript><p class=\"note\">This page needs JavaScript. The \
         <a href=\"openapi.json\">OpenAPI document</a> does not.</p></noscript>\n\
         <div id=\"swagger-ui\" data-public-url=\"{public_url}\" data-client-id=\"{client}\" \
         data-scopes=\"{scopes}\"></div>\n</main>\n\
         <script src=\"docs/assets/swagger-ui-bundle.js\"></script>\n\
         <script src=\"docs/assets/page.js\"></script>\n</body>\n</html>\n"
    )
}

/// Text for an attribute or an element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
