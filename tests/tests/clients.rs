//! Clients that others generate from the contract: they compile, and they work against the running server.
#![cfg(test)]

mod tools;

use std::fs;

use test_support::{PASSWORD, TestApp, on_both_engines};

fn copy(from: &str, folder: &std::path::Path) {
    let from = tools::file(from);
    fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
}

on_both_engines! {
    async fn openapi_typescript(db) {
        let app = TestApp::new(db);
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        for file in ["ledger.ts", "package.json", "tsconfig.json"] {
            copy(&format!("clients/typescript/{file}"), at);
        }
        tools::succeed(
            tools::npm_program("openapi-typescript/bin/cli.js")
                .arg(app.url("/api/openapi.json"))
                .arg("--output")
                .arg(at.join("homefront.ts")),
        );
        tools::succeed(tools::npm_program("typescript/bin/tsc").current_dir(at));
        let written = tools::succeed(
            std::process::Command::new("node").arg(at.join("ledger.js")).args([&app.url(""), "xq.union", PASSWORD]),
        );
        assert!(written.contains("王芳"), "{written}");
    }

    async fn openapi_python_client(db) {
        let app = TestApp::new(db);
        let folder = tempfile::tempdir().unwrap();
        tools::succeed(
            tools::python_program("openapi-python-client")
                .args(["generate", "--url", &app.url("/api/openapi.json"), "--meta", "none", "--fail-on-warning"])
                .arg("--config")
                .arg(tools::file("clients/python/generator.yaml"))
                .arg("--output-path")
                .arg(folder.path().join("homefront_client")),
        );
        let written = tools::succeed(
            std::process::Command::new(tools::python())
                .env("PYTHONPATH", folder.path())
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .arg(tools::file("clients/python/ledger.py"))
                .args([&app.url(""), "xq.union", PASSWORD]),
        );
        assert!(written.contains("王芳"), "{written}");
    }
}
