//! The masks of `domain::masking`, laid over what goes out: whatever shows a phone, an address or an identity number asks
//! here.

use domain::{
    access::Actor,
    masking::{PersonalField, Sight, mask_address},
    phone::PhoneNumber,
    rosters::fields::Field,
};
use serde_json::{Value, json};

/// How much one reader sees.
#[derive(Debug, Clone, Copy)]
pub struct Masks {
    phone: Sight,
    address: Sight,
    identity_number: Sight,
}

impl Masks {
    /// What an actor sees.
    pub const fn of(actor: &Actor) -> Self {
        Self {
            phone: actor.sight(PersonalField::Phone),
            address: actor.sight(PersonalField::Address),
            identity_number: actor.sight(PersonalField::IdentityNumber),
        }
    }

    /// A phone.
    pub fn phone(self, number: &PhoneNumber) -> Option<String> {
        match self.phone {
            Sight::Clear => Some(number.to_string()),
            Sight::Masked => Some(number.masked()),
            Sight::Hidden => None,
        }
    }

    /// An address.
    pub fn address(self, address: String) -> Option<String> {
        match self.address {
            Sight::Clear => Some(address),
            Sight::Masked => Some(mask_address(&address)),
            Sight::Hidden => None,
        }
    }

    /// An identity number, of which only the masked form is known here.
    pub fn identity_number(self, masked: String) -> Option<String> {
        match self.identity_number {
            Sight::Clear | Sight::Masked => Some(masked),
            Sight::Hidden => None,
        }
    }

    /// What the journal says of a field, before or after.
    pub fn noted(self, field: &str, value: Value) -> Value {
        match (field, value) {
            ("identity_number", Value::Object(noted)) => {
                let masked = noted.get("masked").and_then(Value::as_str).map(str::to_owned);
                json!(masked.and_then(|masked| self.identity_number(masked)))
            }
            ("address", Value::String(address)) => json!(self.address(address)),
            ("phones", Value::Array(phones)) => {
                phones.into_iter().filter_map(|phone| self.noted_phone(&phone)).collect()
            }
            (_, value) => value,
        }
    }

    fn noted_phone(self, phone: &Value) -> Option<Value> {
        let number = phone.get("number").and_then(Value::as_str);
        let shown = number.and_then(|number| self.phone(&PhoneNumber::parse(number).ok()?))?;
        let label = phone.get("label").cloned().unwrap_or_default();
        Some(json!({ "number": shown, "label": label }))
    }

    /// A cell of a list by the field that its column was taken for.
    pub fn cell(self, field: Option<Field>, value: String) -> Option<String> {
        match field {
            Some(Field::Phone) => match self.phone {
                Sight::Clear => Some(value),
                // What a reason says of a phone is masked already.
                Sight::Masked if value.contains('*') => Some(value),
                Sight::Masked => {
                    Some(PhoneNumber::parse(&value).map_or_else(|_| hidden(&value), |it| it.masked()))
                }
                Sight::Hidden => None,
            },
            Some(Field::Address) => self.address(value),
            Some(Field::IdentityNumber) => self.identity_number(value),
            _ => Some(value),
        }
    }
}

/// A text in the place of a phone that cannot be read as one.
fn hidden(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Masks =
        Masks { phone: Sight::Hidden, address: Sight::Hidden, identity_number: Sight::Hidden };
    const VIEWER: Masks =
        Masks { phone: Sight::Masked, address: Sight::Masked, identity_number: Sight::Masked };

    #[test]
    fn the_journal_tells_no_more_than_the_page() {
        let phones = json!([{ "number": "19970115465", "label": "母亲" }]);
        let number = json!({ "id": "01", "masked": "120199**********2X" });
        assert_eq!(
            VIEWER.noted("phones", phones.clone()),
            json!([{ "number": "199****5465", "label": "母亲" }])
        );
        assert_eq!(VIEWER.noted("address", json!("金地花园36号楼")), json!("金地花园***"));
        assert_eq!(VIEWER.noted("identity_number", number.clone()), json!("120199**********2X"));
        assert_eq!(VIEWER.noted("identity_number", Value::Null), Value::Null);
        assert_eq!(VIEWER.noted("note", json!("留言")), json!("留言"));
        assert_eq!(NOBODY.noted("phones", phones), json!([]));
        assert_eq!(NOBODY.noted("address", json!("金地花园36号楼")), Value::Null);
        assert_eq!(NOBODY.noted("identity_number", number), Value::Null);
    }

    #[test]
    fn cells_of_lists_are_masked_by_their_columns() {
        let cell = |field, value: &str| VIEWER.cell(field, value.to_owned());
        assert_eq!(cell(Some(Field::Phone), "199-7011-5465").as_deref(), Some("199****5465"));
        assert_eq!(cell(Some(Field::Phone), "19970115465/13").as_deref(), Some("***********/**"));
        assert_eq!(cell(Some(Field::Address), "金地花园3门").as_deref(), Some("金地花园***"));
        assert_eq!(cell(Some(Field::Name), "王芳").as_deref(), Some("王芳"));
        assert_eq!(NOBODY.cell(Some(Field::IdentityNumber), "120199**********2X".to_owned()), None);
    }
}
