//! `$filter`, `$select`, `$top` and pages.

use serde_json::{Value, json};
use url::form_urlencoded;

use crate::graph::{GraphRefusal, Object};

/// What a request asks to see.
#[derive(Default)]
pub(super) struct Query {
    filter: Option<String>,
    select: Option<String>,
    top: Option<String>,
    skip: Option<String>,
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let value = Some(value.into_owned());
            match &*name {
                "$filter" => query.filter = value,
                "$select" => query.select = value,
                "$top" => query.top = value,
                "$skiptoken" => query.skip = value,
                _ => {}
            }
        }
        query
    }

    /// The selected properties of an object; its id always.
    pub(super) fn select(&self, object: Object) -> Object {
        let Some(select) = &self.select else {
            return object;
        };
        let names: Vec<&str> = select.split(',').map(str::trim).collect();
        object
            .into_iter()
            .filter(|(name, _)| name == "id" || names.contains(&name.as_str()))
            .collect()
    }

    /// A page of those objects that pass the filter, with a link to the next one; `base` is the address of
    /// the list.
    pub(super) fn page(
        &self,
        mut objects: Vec<Object>,
        page_size: usize,
        base: &str,
    ) -> Result<Object, GraphRefusal> {
        if let Some(filter) = &self.filter {
            let (name, value) = equation(filter)?;
            objects.retain(|object| {
                let found = object.get(name).and_then(Value::as_str);
                found.is_some_and(|found| found.eq_ignore_ascii_case(&value))
            });
        }
        let number = |text: &Option<String>, default: usize| match text {
            None => Ok(default),
            Some(text) => text
                .parse()
                .map_err(|_| GraphRefusal::bad(format!("Invalid number '{text}'."))),
        };
        let size = number(&self.top, page_size)?.clamp(1, 999);
        let skip = number(&self.skip, 0)?;
        let more = objects.len() > skip.saturating_add(size);
        let page: Vec<Object> = objects
            .into_iter()
            .skip(skip)
            .take(size)
            .map(|object| self.select(object))
            .collect();
        let mut body = Object::new();
        body.insert("value".to_owned(), json!(page));
        if more {
            body.insert(
                "@odata.nextLink".to_owned(),
                self.link(base, skip + size).into(),
            );
        }
        Ok(body)
    }

    fn link(&self, base: &str, skip: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("$filter", &self.filter),
            ("$select", &self.select),
            ("$top", &self.top),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.append_pair("$skiptoken", &skip.to_string());
        format!("{base}?{}", query.finish())
    }
}

/// `name eq 'value'`, the one kind of filter that is known here.
fn equation(filter: &str) -> Result<(&str, String), GraphRefusal> {
    let known = filter.split_once(" eq ").and_then(|(name, value)| {
        let value = value.strip_prefix('\'')?.strip_suffix('\'')?;
        matches!(name, "displayName" | "appId").then(|| (name, value.replace("''", "'")))
    });
    known.ok_or_else(|| GraphRefusal::bad(format!("Unsupported or invalid filter: {filter}")))
}
