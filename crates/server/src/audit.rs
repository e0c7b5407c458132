//! An organisation's own view of the journal.

use actix_web::{HttpResponse, get};
use api_types::{
    audit::{AuditEntry, AuditFilter, AuditPage},
    journal::FieldChange,
    pages::PageQuery,
};
use domain::{
    ids::{EntryId, OrganisationId},
    journal::{EntryKind, SubjectKind},
    problems::ProblemCode,
    text::tidy,
    users::Language,
};
use spreadsheets::{Column, Value};
use storage::{
    audit::{self, AuditSubject},
    journal::EntryRow,
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Format, Paging, Query, Tabular, list, text_column},
    openapi::{TextTable, Workbook},
    problem::{Problem, Result},
    scope::{AuditRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index);
}

/// Look back at one's own organisation
///
/// What its users did, and what happened to it and to them, the latest first. Of a family's fields only the names are
/// told: what they say stands on the household's page, for those who may see it.
#[utoipa::path(
    tag = "audit",
    operation_id = "list_audit_entries",
    params(AuditFilter, PageQuery),
    extensions(("x-permission" = json!("audit.read"))),
    responses((status = OK, description = "A page of the organisation's journal, or all that fits the filter as a table.",
        content((AuditPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/audit_entries")]
pub async fn index(
    scope: Scope<AuditRead>,
    format: Format,
    Query(filter): Query<AuditFilter>,
    paging: Paging<EntryId>,
) -> Result<HttpResponse> {
    let own = scope.actor().organisation_id;
    let filter = stored(&scope, filter)?;
    let wire = |row| wire(row, own);
    let key = |row: &EntryRow| row.id;
    list(format, scope.language(), paging, key, wire, |slice| scope.audit(filter.clone(), slice)).await
}

fn stored(scope: &Scope<AuditRead>, filter: AuditFilter) -> Result<audit::AuditFilter> {
    let AuditFilter { actor_id, kind, subject, from, to, organisation_id } = filter;
    if matches!((from, to), (Some(from), Some(to)) if to < from) {
        return Err(Problem::parameter("to", ProblemCode::Invalid));
    }
    let subject = subject.map(|text| tidy(&text)).filter(|text| !text.is_empty());
    Ok(audit::AuditFilter {
        actor: actor_id,
        kind,
        subject: subject.map(|text| about(&text)).transpose()?,
        organisation: organisation_id,
        // A day begins where the one before ends.
        from: from.map(|day| scope.end_of(day.pred_opt().unwrap_or(day))),
        until: to.map(|day| scope.end_of(day)),
    })
}

fn about(text: &str) -> Result<AuditSubject> {
    let id = text.parse().ok().map(AuditSubject::Id);
    let subject = id.or_else(|| text.parse().ok().map(AuditSubject::Reference));
    subject.ok_or_else(|| Problem::parameter("subject", ProblemCode::Invalid))
}

fn wire(row: EntryRow, own: OrganisationId) -> AuditEntry {
    let changes = row.changes.0;
    let is_open = matches!(
        row.subject_kind,
        SubjectKind::User | SubjectKind::Organisation | SubjectKind::Invitation | SubjectKind::Area
    ) || row.kind == EntryKind::RetentionChanged;
    AuditEntry {
        id: row.id,
        position: row.position,
        at: row.at,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        from_outside: row.actor_organisation_id != Some(own),
        kind: row.kind,
        subject_kind: row.subject_kind,
        subject_name: row.subject_name,
        household_id: row.household_id,
        fields: changes.iter().map(|change| change.field.clone()).collect(),
        changes: if is_open { changes.into_iter().map(FieldChange::from).collect() } else { Vec::new() },
    }
}

impl Tabular for AuditEntry {
    fn title(language: Language) -> &'static str {
        match language {
            Language::Chinese => "本单位操作记录",
            Language::English => "audit",
        }
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [("时间", 24), ("人员", 16), ("事项", 28), ("对象", 28), ("项目", 40)],
            Language::English => [("When", 24), ("Who", 16), ("What", 28), ("About", 28), ("Fields", 40)],
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, _: Language) -> Vec<Value> {
        vec![
            Value::Text(self.at.to_rfc3339()),
            Value::Text(self.actor_name),
            Value::Text(self.kind.to_string()),
            self.subject_name.map_or(Value::Empty, Value::Text),
            Value::Text(self.fields.join(" ")),
        ]
    }
}
