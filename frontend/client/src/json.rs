//! Reading JSON with little code.
//!
//! serde_json's own reader is compiled anew for every type, once for objects and once for arrays, with its error messages:
//! a tenth of the first load. Here the text becomes a tree, which each type then picks itself from.
//!
//! One thing differs: a field without `#[serde(default)]` must be there, even if it is an `Option` (then as `null`). The
//! server writes all of them.

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
        VariantAccess, Visitor, value::StringDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::Value;

/// What a text says, if it is JSON of the type's shape.
#[must_use]
pub fn from_str<T: DeserializeOwned>(text: &str) -> Option<T> {
    from_value(parse(text)?)
}

/// What a tree says, if it has the type's shape.
#[must_use]
pub fn from_value<T: DeserializeOwned>(value: Value) -> Option<T> {
    T::deserialize(Tree(value)).ok()
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

struct Tree(Value);

/// The tree has another shape. Which one is of no use to a reader.
#[derive(Debug)]
struct Misfit;

impl std::fmt::Display for Misfit {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), ..) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (.., Some(value)) => visitor.visit_f64(value),
                _ => Err(Misfit),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            Value::Object(fields) => visitor.visit_map(Fields { rest: fields.into_iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Value::Array(items) = self.0 else { return Err(Misfit) };
        visitor.visit_seq(Items(items.into_iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Value::Object(fields) = self.0 else { return Err(Misfit) };
        visitor.visit_map(Fields { rest: fields.into_iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let Value::Object(fields) = self.0 else { return Err(Misfit) };
        visitor.visit_seq(InOrder { names: names.iter(), fields })
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Value::String(text) = self.0 else { return Err(Misfit) };
        visitor.visit_string(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Value::Object(fields) => {
                let (name, content) = fields.into_iter().next().ok_or(Misfit)?;
                visitor.visit_enum(Variant { name, content: Some(content) })
            }
            _ => Err(Misfit),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        self.0.next().map(|item| seed.deserialize(Tree(item))).transpose()
    }
}

/// A structure's fields in the order of their declaration: what is read by its place needs no code to know it by its name.
struct InOrder {
    names: std::slice::Iter<'static, &'static str>,
    fields: serde_json::Map<String, Value>,
}

impl<'de> SeqAccess<'de> for InOrder {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(name) = self.names.next() else { return Ok(None) };
        // The end of a sequence stands for what is missing: a field's default is taken, or the structure refused.
        self.fields.remove(*name).map(|value| seed.deserialize(Tree(value))).transpose()
    }
}

struct Fields {
    rest: serde_json::map::IntoIter,
    value: Option<Value>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        let name: StringDeserializer<Misfit> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(Tree(self.value.take().ok_or(Misfit)?))
    }
}

/// A word, or a word with what belongs to it.
struct Variant {
    name: String,
    content: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Misfit;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), Misfit> {
        let name: StringDeserializer<Misfit> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Content(self.content)))
    }
}

struct Content(Option<Value>);

impl<'de> VariantAccess<'de> for Content {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        if self.0.is_none() { Ok(()) } else { Err(Misfit) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(Tree(self.0.ok_or(Misfit)?))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        Tree(self.0.ok_or(Misfit)?).deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        Tree(self.0.ok_or(Misfit)?).deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use api_types::{
        households::{Household, HouseholdNew},
        jobs::Job,
        journal::JournalPage,
        problems::Problem,
        rosters::{RosterPatch, RowCounts},
        sessions::{Me, Session},
    };
    use domain::households::ReferenceCode;
    use serde::{Deserialize, Serialize, de::DeserializeOwned};
    use serde_json::json;

    use super::from_str;

    /// What serde_json reads, we read alike; what it refuses, we refuse.
    fn alike<T: DeserializeOwned + Serialize>(text: &str) {
        let theirs: Option<T> = serde_json::from_str(text).ok();
        let ours: Option<T> = from_str(text);
        let written = |value: Option<T>| value.map(|value| serde_json::to_value(value).unwrap());
        assert_eq!(written(ours), written(theirs), "{text}");
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Word,
        Number(i64),
        Pair(i64, String),
        Named { left: Option<bool>, right: Vec<f64> },
    }

    #[test]
    fn shapes_of_every_kind_are_read_as_serde_json_reads_them() {
        for text in [
            "\"word\"",
            "{\"number\": -3}",
            "{\"pair\": [1, \"b\"]}",
            "{\"named\": {\"left\": null, \"right\": [1, 2.5, 1e300]}}",
            "{\"named\": {\"right\": []}}",
            "{\"word\": 1}",
            "\"other\"",
            "3",
            "{}",
            "",
            "[",
        ] {
            alike::<Shape>(text);
        }
        for text in ["null", "[1, null]", "[[true]]", "{\"a\": {\"b\": [1, 2]}}", "18446744073709551615"] {
            alike::<serde_json::Value>(text);
        }
        for text in ["null", "1", "-1", "300", "\"1\"", "1.5"] {
            alike::<Option<u8>>(text);
        }
    }

    fn household(id: &str) -> serde_json::Value {
        let reference = ReferenceCode::from_random(7);
        let person = json!({
            "id": id, "name": "徐洋", "birth_date": "XXXX-06-10", "sex": null, "age": null, "school_grade": null,
            "identity_number_masked": null, "note": null, "revision": 1, "postings": [], "households": [],
            "phones": [{"id": id, "number": "19930638560", "label": null}],
            "limitations": {"limited_mobility": true, "pregnant": false, "disability": false, "chronic_illness": false}
        });
        let member =
            json!({"membership_id": id, "relation": "worker", "from": null, "to": null, "person": person});
        let mut household = json!({
            "id": id, "reference": reference, "name": "徐洋家", "name_by_hand": false, "area_hint": null,
            "area": {"id": id, "name": "河沿", "level": "village", "ancestors": ["西青区", "杨柳青镇"]},
            "address": "金地花园36号楼", "preferred_language": null, "contact_hours": null, "difficulties": null,
            "situation_note": null, "reported_minors": null, "reported_elders": 1, "owner": null
        });
        let rest = json!({
            "status": "registered", "next_statuses": ["verified"], "situation": [], "missing": [], "revision": 3,
            "created_at": "2020-02-11T01:30:00Z", "updated_at": "2020-02-11T01:30:00Z", "members": [member], "sources": [],
            "former": []
        });
        household.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        household
    }

    #[test]
    fn the_wire_is_read_as_serde_json_reads_it() {
        let id = "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55";
        let me = json!({
            "id": id, "username": "zhao.min", "display_name": "赵敏", "role": "manager", "duties": ["finance"],
            "permissions": ["ledger.read", "ledger.write"], "language": "zh-CN", "today": "2020-02-11", "second_factor": true, "revision": 1,
            "organisation": {"id": id, "name": "西青区总工会", "kind": "area", "line": "union", "area_name": "西青区"},
            "operation": {"id": id, "name_zh": "行动", "name_en": "Operation", "time_zone": "Asia/Shanghai"}
        });
        assert!(from_str::<Me>(&me.to_string()).is_some());
        alike::<Me>(&me.to_string());
        alike::<Session>(&json!({"access_token": "t", "expires_in": 600, "me": me}).to_string());
        alike::<Job>(&json!({
            "id": id, "kind": "roster_preview", "roster_id": null, "state": "running", "done": 3, "total": 486,
            "problem": null, "created_at": "2020-02-11T01:30:00.123456Z", "finished_at": null
        }).to_string());
        alike::<Problem>(
            &json!({
                "type": "x", "title": "t", "status": 412, "code": "stale", "current": {"revision": 7},
                "errors": [{"pointer": "/name", "code": "required"}], "a_newer_field": [1, 2]
            })
            .to_string(),
        );
        assert!(from_str::<Household>(&household(id).to_string()).is_some());
        alike::<Household>(&household(id).to_string());
        alike::<HouseholdNew>(&json!({"area_id": id, "members": []}).to_string());
        alike::<HouseholdNew>(&json!({"members": []}).to_string());
        for patch in [json!({}), json!({"as_of": null}), json!({"as_of": "2020-02-11", "source": "卫健委"})]
        {
            alike::<RosterPatch>(&patch.to_string());
        }
        alike::<RowCounts>("{\"rows\": 486, \"new\": 1}");
        alike::<JournalPage>("{\"items\": [], \"next_cursor\": \"abc\"}");
        alike::<JournalPage>("{\"items\": [{\"id\": 1}]}");
    }
}
