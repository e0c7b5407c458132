//! One test body, two named tests.

/// Declares tests that run on both engines: `name::sqlite` and `name::postgres`.
///
/// ```text
/// on_both_engines! {
///     fn finds_nothing_at_first(db) {
///         assert!(db.database().read(…).unwrap().is_empty());
///     }
///     async fn answers_after_commit(db) {
///         db.database().write_async(…).await.unwrap();
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_engines {
    () => {};
    ($(#[$meta:meta])* async fn $name:ident($db:ident) $body:block $($rest:tt)*) => {
        $crate::on_both_engines! { $(#[$meta])* fn $name($db) { $crate::run(async move $body) } $($rest)* }
    };
    ($(#[$meta:meta])* fn $name:ident($db:ident) $body:block $($rest:tt)*) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, clippy::allow_attributes_without_reason)]
            use super::*;

            fn body($db: $crate::TestDatabase) $body

            #[test]
            fn sqlite() {
                body($crate::TestDatabase::new($crate::Engine::Sqlite));
            }

            #[test]
            fn postgres() {
                body($crate::TestDatabase::new($crate::Engine::Postgres));
            }
        }
        $crate::on_both_engines! { $($rest)* }
    };
}

/// Runs an async test body.
#[doc(hidden)]
pub fn run<T>(body: impl Future<Output = T>) -> T {
    #[expect(clippy::expect_used, reason = "a test without its runtime cannot go on")]
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(body)
}
