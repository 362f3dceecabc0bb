//! Service principals, of applications that were made here and of clients that the file has.

use actix_web::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::objects::{ApplicationKey, Objects, Principal, PrincipalKey, RoleAssignment, text};
use super::patch::entries;
use super::{GraphBehavior, GraphRefusal, Object};
use crate::Directory;

impl Objects {
    pub(super) fn read_principal(
        &mut self,
        directory: &Directory,
        tenant: &str,
        key: &PrincipalKey,
    ) -> Option<Object> {
        let made = self
            .principals
            .iter_mut()
            .find(|one| one.tenant == tenant && key.is(&one.id, &one.app_id));
        if let Some(principal) = made {
            let appears = principal.hidden == 0;
            principal.hidden = principal.hidden.saturating_sub(1);
            let (id, app_id) = (principal.id.clone(), principal.app_id.clone());
            return appears.then(|| self.shown(&id, &app_id, tenant));
        }
        directory.clients().iter().find_map(|client| {
            let assignment = client.assignment(tenant)?;
            let found = key.is(&assignment.object_id, &client.client_id);
            found.then(|| self.shown(&assignment.object_id, &client.client_id, tenant))
        })
    }

    pub(super) fn create_principal(
        &mut self,
        directory: &Directory,
        tenant: &str,
        body: &Object,
        behavior: GraphBehavior,
    ) -> Result<Object, GraphRefusal> {
        let app_id = text(body, "appId").to_owned();
        let key = PrincipalKey::AppId(app_id.clone());
        let made = self
            .principals
            .iter()
            .any(|one| one.tenant == tenant && one.app_id == app_id);
        if made || self.read_principal(directory, tenant, &key).is_some() {
            return Err(GraphRefusal::conflict(format!(
                "The service principal cannot be created because the name '{app_id}' is already in use."
            )));
        }
        if self
            .find(tenant, &ApplicationKey::AppId(app_id.clone()))
            .is_none()
        {
            return Err(GraphRefusal::new(
                StatusCode::BAD_REQUEST,
                "NoBackingApplicationObject",
                format!("The appId '{app_id}' does not reference a valid application object."),
            ));
        }
        let id = Uuid::new_v4().to_string();
        self.principals.push(Principal {
            tenant: tenant.to_owned(),
            id: id.clone(),
            app_id: app_id.clone(),
            hidden: behavior.delay,
        });
        Ok(self.shown(&id, &app_id, tenant))
    }

    pub(super) fn assign_role(
        &mut self,
        directory: &Directory,
        tenant: &str,
        body: &Object,
    ) -> Result<Object, GraphRefusal> {
        let (principal, resource) = (text(body, "principalId"), text(body, "resourceId"));
        let by_id = PrincipalKey::ObjectId(principal.to_owned());
        if self.read_principal(directory, tenant, &by_id).is_none() {
            return Err(GraphRefusal::not_found(principal));
        }
        let role_id = text(body, "appRoleId");
        let Some((api, role)) = self.role(tenant, resource, role_id) else {
            return Err(GraphRefusal::bad(format!(
                "Permission being assigned was not found on application '{resource}'."
            )));
        };
        let assignment = RoleAssignment {
            principal: principal.to_owned(),
            api,
            role,
        };
        if self.roles.contains(&assignment) {
            return Err(GraphRefusal::bad(
                "Permission being assigned already exists on the object.",
            ));
        }
        self.roles.push(assignment);
        Ok(object(json!({
            "id": Uuid::new_v4().to_string(),
            "principalId": principal,
            "resourceId": resource,
            "appRoleId": role_id,
        })))
    }

    /// The client id of an API and the value of one of its roles, by the API's service principal.
    fn role(&mut self, tenant: &str, resource: &str, role_id: &str) -> Option<(String, String)> {
        let of_resource = |one: &&Principal| one.tenant == tenant && one.id == resource;
        let app_id = self.principals.iter().find(of_resource)?.app_id.clone();
        let api = self
            .applications
            .iter()
            .find(|application| application.app_id() == app_id)?;
        let role = entries(api.object.get("appRoles")).find(|role| {
            text(role, "id") == role_id
                && entry_allows(role, "Application")
                && role.get("isEnabled") == Some(&Value::Bool(true))
        })?;
        Some((app_id, text(role, "value").to_owned()))
    }

    /// A service principal as Graph shows it, with its application's roles.
    fn shown(&self, id: &str, app_id: &str, tenant: &str) -> Object {
        let application = self
            .applications
            .iter()
            .find(|application| application.app_id() == app_id);
        let property = |name: &str| application.and_then(|one| one.object.get(name)).cloned();
        object(json!({
            "id": id,
            "appId": app_id,
            "displayName": property("displayName"),
            "appRoles": property("appRoles").unwrap_or_else(|| json!([])),
            "appOwnerOrganizationId": tenant,
        }))
    }
}

impl PrincipalKey {
    fn is(&self, object_id: &str, app_id: &str) -> bool {
        match self {
            Self::ObjectId(id) => id == object_id,
            Self::AppId(id) => id == app_id,
        }
    }
}

fn entry_allows(role: &Object, member: &str) -> bool {
    let members = role.get("allowedMemberTypes").and_then(Value::as_array);
    members.is_some_and(|members| members.iter().any(|one| one == member))
}

/// `json!` gives a value of any kind; the literals here are objects.
fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}
