//! Checks of single fields, run by [`garde`] in the browser and on the server alike.

use domain::{
    dates::PartialDate,
    identity_number::{IdentityNumber, IdentityNumberError},
    phone::PhoneNumber,
    problems::ProblemCode,
    text::tidy,
    users::Username,
};
use garde::{Error, Validate};

use crate::problems::FieldError;

/// Runs a request's checks.
///
/// # Errors
/// Every field that needs another look, as JSON pointers with stable codes.
pub fn check<T: Validate<Context = ()>>(request: &T) -> Result<(), Vec<FieldError>> {
    let Err(report) = request.validate() else { return Ok(()) };
    Err(report
        .iter()
        .map(|(path, error)| FieldError {
            pointer: pointer(&path.to_string()),
            code: error.message().parse().unwrap_or(ProblemCode::Invalid),
            detail: None,
        })
        .collect())
}

/// `members[0].name` as a JSON pointer: `/members/0/name`.
fn pointer(path: &str) -> String {
    let mut pointer = String::with_capacity(path.len() + 1);
    if !path.is_empty() {
        pointer.push('/');
    }
    for c in path.chars() {
        match c {
            '.' | '[' => pointer.push('/'),
            ']' => {}
            '~' => pointer.push_str("~0"),
            _ => pointer.push(c),
        }
    }
    pointer
}

fn fail(code: ProblemCode) -> Error {
    Error::new(code.as_str())
}

/// Something readable stands there, of at most `max` characters, without characters that cannot be stored.
pub fn required(max: usize) -> impl Fn(&String, &()) -> garde::Result {
    move |text, ()| {
        if tidy(text).is_empty() { Err(fail(ProblemCode::Required)) } else { bounded(text, max) }
    }
}

/// At most `max` characters, none that cannot be stored.
pub fn text(max: usize) -> impl Fn(&String, &()) -> garde::Result {
    move |text, ()| bounded(text, max)
}

/// [`text`] where the field may be absent.
pub fn optional_text(max: usize) -> impl Fn(&Option<String>, &()) -> garde::Result {
    move |text, ()| text.as_ref().map_or(Ok(()), |text| bounded(text, max))
}

/// [`required`] where the field may be absent, as in a merge patch.
pub fn required_if_given(max: usize) -> impl Fn(&Option<String>, &()) -> garde::Result {
    move |text, ()| text.as_ref().map_or(Ok(()), |text| required(max)(text, &()))
}

/// [`text`] where the field may be absent or `null`, as in a merge patch.
pub fn patched_text(max: usize) -> impl Fn(&Option<Option<String>>, &()) -> garde::Result {
    move |text, ()| text.as_ref().and_then(Option::as_ref).map_or(Ok(()), |text| bounded(text, max))
}

fn bounded(text: &str, max: usize) -> garde::Result {
    if text.chars().any(|c| c == '\0' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))) {
        return Err(fail(ProblemCode::ForbiddenCharacters));
    }
    if text.chars().nth(max).is_some() { Err(fail(ProblemCode::TooLong)) } else { Ok(()) }
}

/// A name to sign in with, as [`Username`] reads it.
pub fn username(text: &str, (): &()) -> garde::Result {
    text.parse::<Username>().map(drop).map_err(|_| fail(ProblemCode::NotAUsername))
}

/// [`username`] where the field may be absent.
pub fn optional_username(text: &Option<String>, (): &()) -> garde::Result {
    text.as_ref().map_or(Ok(()), |text| username(text, &()))
}

/// A new password is long enough. Whether it is easily guessed shows when the user name is known, too.
pub fn new_password(text: &str, (): &()) -> garde::Result {
    match text.chars().count() {
        ..10 => Err(fail(ProblemCode::PasswordTooShort)),
        10..=200 => Ok(()),
        _ => Err(fail(ProblemCode::TooLong)),
    }
}

/// A phone number as [`PhoneNumber::parse`] reads it.
pub fn phone(text: &str, (): &()) -> garde::Result {
    PhoneNumber::parse(text).map(drop).map_err(|_| fail(ProblemCode::NotAPhoneNumber))
}

/// A date, or a part of one, as [`PartialDate`] reads it, and one that the identity number beside it does not contradict: one
/// of the two is mistyped then. Absent or empty is fine.
pub fn birth_date(number: &Option<String>) -> impl Fn(&Option<String>, &()) -> garde::Result {
    move |text, (): &()| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(()),
        Some(text) => {
            let date = text.parse::<PartialDate>().map_err(|_| fail(ProblemCode::NotADate))?;
            let number = number.as_deref().and_then(|number| IdentityNumber::parse(number).ok());
            match number.is_some_and(|number| !date.is_compatible_with(number.birth_date().into())) {
                true => Err(fail(ProblemCode::BirthDateContradicts)),
                false => Ok(()),
            }
        }
    }
}

/// [`birth_date`] in a merge patch.
pub fn patched_birth_date(
    number: &Option<Option<String>>,
) -> impl Fn(&Option<Option<String>>, &()) -> garde::Result {
    let number = number.clone().flatten();
    move |text, (): &()| text.as_ref().map_or(Ok(()), |text| birth_date(&number)(text, &()))
}

/// An identity number as [`IdentityNumber::parse`] reads it; absent or empty is fine.
pub fn identity_number(text: &Option<String>, (): &()) -> garde::Result {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(()),
        Some(text) => IdentityNumber::parse(text).map(drop).map_err(|error| {
            fail(match error {
                IdentityNumberError::Shape => ProblemCode::IdentityNumberShape,
                IdentityNumberError::Date => ProblemCode::IdentityNumberDate,
                IdentityNumberError::CheckCharacter => ProblemCode::IdentityNumberCheck,
            })
        }),
    }
}

/// [`identity_number`] in a merge patch.
pub fn patched_identity_number(text: &Option<Option<String>>, (): &()) -> garde::Result {
    text.as_ref().map_or(Ok(()), |text| identity_number(text, &()))
}

/// At most `max` items.
pub fn at_most<T>(max: usize) -> impl Fn(&Vec<T>, &()) -> garde::Result {
    move |items, ()| if items.len() > max { Err(fail(ProblemCode::TooLong)) } else { Ok(()) }
}

/// A count that an office reports, 0 to 99.
pub fn count(value: &Option<i32>, (): &()) -> garde::Result {
    match value {
        Some(value) if !(0..=99).contains(value) => Err(fail(ProblemCode::OutOfRange)),
        _ => Ok(()),
    }
}

/// [`count`] in a merge patch.
pub fn patched_count(value: &Option<Option<i32>>, (): &()) -> garde::Result {
    value.as_ref().map_or(Ok(()), |value| count(value, &()))
}

/// Reads a field of a merge patch (RFC 7396): absent stays `None`, `null` becomes `Some(None)`.
pub fn given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}
