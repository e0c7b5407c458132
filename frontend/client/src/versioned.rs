/// A thing and the version it was read at, which a change must name.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    pub value: T,
    /// The ETag as the server wrote it; empty where it wrote none.
    pub etag: String,
}
