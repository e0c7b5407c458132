//! What the running server asks its own contract: which parameters a route knows, and which methods an address has.

use std::collections::{BTreeSet, HashMap, HashSet};

use actix_web::{dev::ResourceDef, http::Method};
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, ParameterIn},
};

/// The routes of the contract, ready to be asked.
#[derive(Debug)]
pub struct Contract {
    query_names: HashMap<(Method, String), HashSet<String>>,
    methods: Vec<(ResourceDef, BTreeSet<&'static str>)>,
}

impl Contract {
    /// Reads the routes of a document.
    pub fn of(document: &OpenApi) -> Self {
        let mut query_names = HashMap::new();
        let mut methods = Vec::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                query_names.insert((method, path.clone()), names_in_query(operation));
            }
            let known = operations(item).map(|(method, _)| word(&method)).collect();
            methods.push((ResourceDef::new(path.as_str()), known));
        }
        // `/persons/{id}` would match `/persons/search` too: the address without a variable is the closer one.
        methods.sort_by_key(|(resource, _): &(ResourceDef, _)| {
            resource.pattern().is_some_and(|path| path.contains('{'))
        });
        Self { query_names, methods }
    }

    /// The parameters that a route documents; none for a route that is not in the contract.
    pub fn query_names(&self, method: &Method, pattern: &str) -> Option<&HashSet<String>> {
        self.query_names.get(&(method.clone(), pattern.to_owned()))
    }

    /// The methods of an address, as the `Allow` header has them; none for an address that does not exist.
    pub fn methods(&self, path: &str) -> Option<String> {
        let (_, known) = self.methods.iter().find(|(resource, _)| resource.is_match(path))?;
        Some(known.iter().copied().collect::<Vec<_>>().join(", "))
    }
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "DELETE",
    }
}

fn names_in_query(operation: &Operation) -> HashSet<String> {
    let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    let in_query = parameters.filter(|parameter| matches!(parameter.parameter_in, ParameterIn::Query));
    in_query.map(|parameter| parameter.name.clone()).collect()
}
