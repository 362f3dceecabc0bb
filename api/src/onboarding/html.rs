//! The markup of the pages. All texts are escaped, and all links relative to `/onboarding/`.

use std::fmt::Write as _;

/// One page: a heading, paragraphs, and at most one thing to do.
pub(crate) struct Page {
    heading: String,
    paragraphs: Vec<String>,
    field: String,
    action: String,
    /// How the page reaches `/onboarding/` from where it is.
    base: &'static str,
    script: String,
}

impl Page {
    /// A page directly below `/onboarding/`.
    pub(crate) fn new(heading: &str) -> Self {
        Self {
            heading: escape(heading),
            paragraphs: Vec::new(),
            field: String::new(),
            action: String::new(),
            base: "",
            script: String::new(),
        }
    }

    /// The page at `/onboarding` itself.
    pub(crate) fn at_the_top(mut self) -> Self {
        self.base = "onboarding/";
        self
    }

    /// A page one level deeper.
    pub(crate) fn deeper(mut self) -> Self {
        self.base = "../";
        self
    }

    /// Adds a paragraph.
    pub(crate) fn saying(mut self, text: &str) -> Self {
        self.paragraphs.push(escape(text));
        self
    }

    /// Adds a button that posts to the page's own address.
    pub(crate) fn posting(mut self, label: &str) -> Self {
        self.action = format!(
            "<form method=\"post\"><button type=\"submit\">{}</button></form>\n",
            escape(label)
        );
        self
    }

    /// Adds a field for the script to read.
    pub(crate) fn asking(mut self, name: &str, label: &str, longest: usize) -> Self {
        let (name, label) = (escape(name), escape(label));
        self.field = format!(
            "<p><label for=\"{name}\">{label}</label>\n\
             <input type=\"text\" id=\"{name}\" maxlength=\"{longest}\" required></p>\n"
        );
        self
    }

    /// Adds the script, what it needs to know, and where it says how things stand. `step` is what it
    /// does; a `label` makes it wait for a click.
    pub(crate) fn with_script(
        mut self,
        step: &str,
        label: Option<&str>,
        facts: &[(&str, String)],
    ) -> Self {
        let mut attributes = format!("data-step=\"{}\"", escape(step));
        for (name, value) in facts {
            let _ = write!(attributes, " data-{name}=\"{}\"", escape(value));
        }
        if let Some(label) = label {
            self.action = format!(
                "<button type=\"button\" id=\"act\">{}</button>\n",
                escape(label)
            );
        }
        self.script = format!(
            "<p id=\"outcome\" role=\"status\" {attributes}></p>\n\
             <noscript><p>This page needs JavaScript.</p></noscript>\n\
             <script src=\"{}assets/onboarding.js\"></script>\n",
            self.base
        );
        self
    }

    pub(crate) fn to_html(&self) -> String {
        let Self {
            heading,
            paragraphs,
            field,
            action,
            base,
            script,
        } = self;
        let mut text = String::new();
        for paragraph in paragraphs {
            let _ = writeln!(text, "<p>{paragraph}</p>");
        }
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{heading}</title>\n<link rel=\"icon\" href=\"data:,\">\n\
             <link rel=\"stylesheet\" href=\"{base}assets/onboarding.css\">\n</head>\n\
             <body>\n<main>\n<h1>{heading}</h1>\n{text}{field}{action}{script}</main>\n</body>\n</html>\n"
        )
    }
}

/// Text for an attribute or an element.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_wherever_they_stand() {
        let evil = "<script>\"&";
        let html = Page::new(evil)
            .saying(evil)
            .asking(evil, evil, 100)
            .with_script(evil, Some(evil), &[("fact", evil.to_owned())])
            .to_html();
        assert!(!html.contains(evil));
        assert_eq!(html.matches("&lt;script&gt;&quot;&amp;").count(), 9);
    }
}
