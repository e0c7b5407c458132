//! The contract: collected from the routes themselves, completed with what every operation has in common.
//!
//! A handler states what is its own: `x-permission`, parameters, success, and conflicts. `complete` adds the security
//! requirement, the headers and the problem responses that follow from the method, the parameters and the body.

mod complete;
mod contract;
mod examples;

use actix_web::App;
use utoipa::{
    OpenApi as _,
    openapi::{
        OpenApi,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt as _;

pub use contract::Contract;

/// What stands in `x-permission` where nobody need be signed in.
pub const PUBLIC: &str = "public";
/// What stands in `x-permission` where one only ever meets one's own account.
pub const SELF: &str = "self";

/// A workbook, in the contract.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Workbook(());

/// A text table, in the contract.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct TextTable(());

/// Server-sent events, in the contract.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct EventStream(());

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Homefront 后方",
        description = "One ledger of the households whose people are on the front line of an emergency, and of what is done \
            for them.\n\n\
            **Signing in.** `POST /api/v1/sessions` gives an access token for ten minutes and a refresh token in a cookie. \
            `x-permission` names what an operation asks for: a permission, `self` (any signed-in user) or `public`. What one \
            may not see is 404.\n\n\
            **Problems** are `application/problem+json` (RFC 9457) with a stable `code`; `errors` point at fields.\n\n\
            **Changes.** Reads carry an `ETag`; `PATCH` needs it back in `If-Match` (428 without, 412 when somebody was \
            faster, with the present version in `current`). `POST` takes an `Idempotency-Key`: a retry gets the first answer.\n\n\
            **Lists** come in pages (`limit`, `cursor`), or as the whole filtered view by `Accept: text/csv` or Excel's type.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Homefront")
    ),
    // What only parameters name is not collected with the routes.
    components(schemas(
        api_types::problems::Problem,
        api_types::households::HouseholdSort,
        api_types::live::LiveChange,
        api_types::second_factor::Challenge,
        domain::coverage::DisagreementState,
        domain::coverage::HouseholdCoverage,
        domain::coverage::Listing,
        domain::coverage::RowsOutcome,
        domain::coverage::State,
        domain::households::Clarity,
        domain::rosters::reasons::Waiting
    )),
    tags(
        (name = "sessions", description = "Signing in, staying so, signing out."),
        (name = "me", description = "One's own account."),
        (name = "areas", description = "The tree of areas."),
        (name = "organisations", description = "Offices, employers and partners."),
        (name = "users", description = "Who works in the operation."),
        (name = "invitations", description = "One-time links: to join, or to choose a new password."),
        (name = "audit", description = "What one's own organisation did, and what was done to it."),
        (name = "coverage", description = "全覆盖: who is covered, what is missing and whose move it is; each number opens its rows."),
        (name = "households", description = "The ledger: households and their members."),
        (name = "persons", description = "The ledger: people and their postings."),
        (name = "duplicates", description = "Entries of the ledger that may be one."),
        (name = "rosters", description = "Offices' lists on their way into the ledger."),
        (name = "jobs", description = "Long work."),
        (name = "operation", description = "What the operation knows and what needs a hand."),
        (name = "journal", description = "What happened, for programs that follow it."),
        (name = "health", description = "For those who run the server.")
    )
)]
struct Frame;

/// The contract as it is served: with everything that a reader wants and no running server needs.
pub fn document() -> OpenApi {
    let mut document = routes();
    examples::give(&mut document);
    document
}

/// What the contract says of the routes, without examples.
pub fn routes() -> OpenApi {
    let (_, collected) = App::new()
        .into_utoipa_app()
        .openapi(Frame::openapi())
        .configure(crate::routes::configure)
        .split_for_parts();
    let mut document = collected;
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    if let Some(components) = &mut document.components {
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
    complete::complete(&mut document);
    document
}

/// A contract as the committed file has it.
///
/// # Errors
/// When the document cannot be written as JSON.
pub fn to_json(document: &OpenApi) -> serde_json::Result<String> {
    document.to_pretty_json().map(|text| text + "\n")
}
