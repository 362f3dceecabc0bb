//! The part of Microsoft Graph that app registrations need, below `/graph/v1.0`.

mod answer;
mod caller;
mod query;
mod route;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use super::Site;
use crate::graph::{ApplicationKey, Disturbance, GraphRefusal, Object};
use answer::Answer;
use caller::Caller;
use query::Query;
use route::Route;

/// The longest body.
const MAX_BYTES: usize = 256 * 1024;

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.service(
        web::resource("/graph/v1.0/{path:.*}")
            .app_data(web::PayloadConfig::new(MAX_BYTES))
            .to(serve),
    );
}

async fn serve(
    site: Site,
    path: web::Path<String>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let disturbance = site.registry.next();
    let now = site.now();
    match disturbance {
        Disturbance::Throttled => return answer::throttled(now),
        Disturbance::InterruptedBefore => return answer::interrupted(now),
        Disturbance::InterruptedAfter | Disturbance::None => {}
    }
    let answered = match carry_out(&site, &path, &request, &body) {
        Ok(answered) => answered.into_response(),
        Err(refusal) => answer::refusal(&refusal, now),
    };
    match disturbance {
        Disturbance::InterruptedAfter => answer::interrupted(now),
        _ => answered,
    }
}

fn carry_out(
    site: &Site,
    path: &str,
    request: &HttpRequest,
    body: &[u8],
) -> Result<Answer, GraphRefusal> {
    let caller = Caller::authenticate(&site.issuer, request)?;
    let route = Route::parse(path).ok_or_else(|| GraphRefusal::not_found(path))?;
    let query = Query::parse(request.query_string());
    let method = request.method();
    if method == Method::GET {
        caller.demand_read()?;
        return read(site, &caller.tenant, &route, &query, request);
    }
    caller.demand_write()?;
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| GraphRefusal::bad("Unable to read JSON request payload."))?;
    let Value::Object(body) = body else {
        return Err(GraphRefusal::bad("The payload must be an object."));
    };
    let prefers = |value: &str| {
        let preferences = request.headers().get_all("prefer");
        preferences
            .into_iter()
            .any(|one| one.to_str().is_ok_and(|one| one.trim() == value))
    };
    let answer = match (route, method.as_str()) {
        (Route::Applications, "POST") => {
            let created = site
                .registry
                .create_application(&caller.tenant, None, &body);
            Answer::Created(created?)
        }
        (Route::Application(key), "PATCH") => patch(
            site,
            &caller.tenant,
            &key,
            &body,
            prefers("create-if-missing"),
        )?,
        (Route::Principals, "POST") => {
            let directory = &site.issuer.directory;
            let created = site
                .registry
                .create_principal(directory, &caller.tenant, &body);
            Answer::Created(created?)
        }
        (Route::RoleAssignments, "POST") => {
            let directory = &site.issuer.directory;
            let created = site.registry.assign_role(directory, &caller.tenant, &body);
            Answer::Created(created?)
        }
        _ => return Err(answer::method_not_allowed()),
    };
    site.publish_registrations();
    Ok(answer)
}

fn read(
    site: &Site,
    tenant: &str,
    route: &Route,
    query: &Query,
    request: &HttpRequest,
) -> Result<Answer, GraphRefusal> {
    let registry = &site.registry;
    let found = match route {
        Route::Applications => {
            let base = format!("{}{}", site.issuer.instance, request.path());
            let all = registry.applications(tenant);
            return Ok(Answer::Found(query.page(
                all,
                registry.page_size(),
                &base,
            )?));
        }
        Route::Application(key) => registry.application(tenant, key),
        Route::Principal(key) => registry.principal(&site.issuer.directory, tenant, key),
        Route::Principals | Route::RoleAssignments => return Err(answer::method_not_allowed()),
    };
    let found = found.ok_or_else(|| GraphRefusal::not_found(request.path()))?;
    Ok(Answer::Found(query.select(found)))
}

/// Changes an application, or makes it if that is preferred and it is named by a key that a client gives.
fn patch(
    site: &Site,
    tenant: &str,
    key: &ApplicationKey,
    body: &Object,
    create_if_missing: bool,
) -> Result<Answer, GraphRefusal> {
    let registry = &site.registry;
    if let (ApplicationKey::UniqueName(name), true) = (key, create_if_missing)
        && !registry.has_application(tenant, key)
    {
        let created = registry.create_application(tenant, Some(name), body);
        return Ok(Answer::Created(created?));
    }
    if registry.patch_application(tenant, key, body)? {
        Ok(Answer::Changed)
    } else {
        Err(GraphRefusal::not_found("application"))
    }
}
