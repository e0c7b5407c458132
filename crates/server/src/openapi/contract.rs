//! What the running server asks its own contract: which parameters a route knows, and which methods an address has.

use std::collections::{BTreeSet, HashMap};

use actix_web::{dev::ResourceDef, http::Method};
use domain::problems::ProblemCode;
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, Parameter, ParameterIn},
    schema::Schema,
};

/// The routes of the contract, ready to be asked.
#[derive(Debug)]
pub struct Contract {
    parameters: HashMap<(Method, String), HashMap<String, Bounds>>,
    methods: Vec<(ResourceDef, BTreeSet<&'static str>)>,
}

/// How long the text of a parameter may be, in characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    min: usize,
    max: Option<usize>,
}

impl Bounds {
    fn of(parameter: &Parameter) -> Self {
        match &parameter.schema {
            Some(RefOr::T(Schema::Object(schema))) => {
                Self { min: schema.min_length.unwrap_or_default(), max: schema.max_length }
            }
            _ => Self::default(),
        }
    }

    /// Proves that a text is as long as it should be.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(self, text: &str) -> Result<(), ProblemCode> {
        let length = text.chars().count();
        match self.max {
            _ if length < self.min => Err(ProblemCode::TooShort),
            Some(max) if length > max => Err(ProblemCode::TooLong),
            _ => Ok(()),
        }
    }
}

impl Contract {
    /// Reads the routes of a document.
    pub fn of(document: &OpenApi) -> Self {
        let mut parameters = HashMap::new();
        let mut methods = Vec::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                parameters.insert((method, path.clone()), in_query(operation));
            }
            let known = operations(item).map(|(method, _)| word(&method)).collect();
            methods.push((ResourceDef::new(path.as_str()), known));
        }
        // `/persons/{id}` would match `/persons/search` too: the address without a variable is the closer one.
        methods.sort_by_key(|(resource, _): &(ResourceDef, _)| {
            resource.pattern().is_some_and(|path| path.contains('{'))
        });
        Self { parameters, methods }
    }

    /// The parameters that a route documents, by name; none for a route that is not in the contract.
    pub fn parameters(&self, method: &Method, pattern: &str) -> Option<&HashMap<String, Bounds>> {
        self.parameters.get(&(method.clone(), pattern.to_owned()))
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

fn in_query(operation: &Operation) -> HashMap<String, Bounds> {
    let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    let in_query = parameters.filter(|parameter| matches!(parameter.parameter_in, ParameterIn::Query));
    in_query.map(|parameter| (parameter.name.clone(), Bounds::of(parameter))).collect()
}
