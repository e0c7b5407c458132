//! An example for every answer, composed of what its fields look like: so a new operation has one from its first day.

use serde_json::{Map, Value, json};
use utoipa::openapi::{OpenApi, RefOr};

use super::complete::operations;

/// Deeper than any answer; a schema that names itself ends here.
const DEEPEST: usize = 8;

/// Gives each JSON answer without an example one that follows from its schema.
pub fn give(document: &mut OpenApi) {
    let schemas = document.components.as_ref().and_then(|all| serde_json::to_value(&all.schemas).ok());
    let schemas = Schemas(schemas.unwrap_or_default());
    for (_, operation) in document.paths.paths.values_mut().flat_map(operations) {
        for response in operation.responses.responses.values_mut() {
            let RefOr::T(response) = response else { continue };
            for (kind, content) in &mut response.content {
                let RefOr::T(content) = content else { continue };
                if kind != "application/json" || content.example.is_some() || !content.examples.is_empty() {
                    continue;
                }
                let schema = serde_json::to_value(&content.schema).unwrap_or_default();
                content.example = schemas.example(&schema, "", 0);
            }
        }
    }
}

struct Schemas(Value);

impl Schemas {
    /// What a value of a schema looks like, under the name that it has; nothing where the schema says nothing.
    fn example(&self, schema: &Value, name: &str, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(example) = schema.get("example").or_else(|| schema.get("examples")?.get(0)) {
            return Some(example.clone());
        }
        if let Some(known) = schema.get("$ref").and_then(|known| known.as_str()?.rsplit('/').next()) {
            return self.example(self.0.get(known)?, name, depth + 1);
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let parts = parts.iter().filter_map(|part| self.example(part, name, depth + 1));
            let fields = parts.filter_map(|part| part.as_object().cloned()).flatten();
            return Some(Value::Object(fields.collect()));
        }
        let choices = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
        if let Some(choices) = choices {
            return choices
                .iter()
                .filter(|one| one["type"] != "null")
                .find_map(|one| self.example(one, name, depth + 1));
        }
        if let Some(first) = schema.get("enum").and_then(|words| words.get(0)) {
            return Some(first.clone());
        }
        match kind(schema)? {
            "object" => Some(self.object(schema, depth)),
            "array" => {
                let item = schema.get("items").and_then(|item| self.example(item, name, depth + 1));
                Some(Value::Array(item.into_iter().collect()))
            }
            "boolean" => Some(json!(false)),
            "integer" | "number" => Some(schema.get("minimum").cloned().unwrap_or(json!(1))),
            "string" => Some(json!(text(schema.get("format").and_then(Value::as_str), name))),
            _ => None,
        }
    }

    /// Why something failed stands only where something failed, and a last page has no next one.
    fn object(&self, schema: &Value, depth: usize) -> Value {
        let fields = schema.get("properties").and_then(Value::as_object);
        let fields = fields
            .into_iter()
            .flatten()
            .filter(|(name, _)| !["problem", "next_cursor"].contains(&name.as_str()));
        let fields = fields.filter_map(|(name, of)| Some((name.clone(), self.example(of, name, depth + 1)?)));
        Value::Object(fields.collect::<Map<String, Value>>())
    }
}

fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    }
}

/// A text as it stands under a name.
fn text(format: Option<&str>, name: &str) -> &'static str {
    match (format, name) {
        (Some("uuid"), _) => "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55",
        (Some("date"), _) => "2020-02-07",
        (Some("date-time"), _) => "2020-02-11T09:30:00Z",
        (_, "address") => "金地花园 36栋 3单元",
        (_, "ancestors" | "area_name" | "town_name") => "西营门街道",
        (_, "actor_name" | "display_name" | "user_name" | "by") => "宋丽华",
        (_, "category" | "code") => "aid_hubei",
        (_, "contact_hours") => "18点以后",
        (_, "difficulties") => "老人看病无人陪同",
        (_, "employer_name" | "organisation_name" | "source_name") => "西青医院",
        (_, "field") => "address",
        (_, "filename" | "roster_filename") => "roster-communities.xlsx",
        (_, "header" | "label") => "手机号码",
        (_, "identity_number_masked") => "120199********5617",
        (_, "identity_number") => "120199199007105617",
        (_, "name" | "other" | "subject_name" | "value") => "徐洋",
        (_, "name_en" | "operation_name_en") => "Aid to Hubei",
        (_, "name_zh" | "operation_name_zh") => "援鄂医疗队",
        (_, "number" | "phone" | "phones") => "19930638560",
        (_, "path" | "qr_path") => "/join",
        (_, "place") => "武汉",
        (_, "sheet") => "援鄂医疗队",
        (_, "subject_id") => "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55",
        (_, "time_zone") => "Asia/Shanghai",
        (_, "user_agent") => "Mozilla/5.0 (X11; Linux x86_64)",
        (_, "username") => "xq.union",
        _ => "…",
    }
}
