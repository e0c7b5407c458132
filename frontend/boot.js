// Starts the app. xtask bundles this file with the glue that wasm-bindgen writes; `DEV` is true in `cargo xtask dev` only.
import init, { fetch_parts } from "bindgen/app.js";
import wasm from "bindgen/app_bg.wasm";

const boot = document.getElementById("boot");

// A browser that is too old, or a connection that broke off, must not leave an empty page.
function tellFailure() {
  if (!boot) return;
  boot.setAttribute("role", "alert");
  const line = (lang, text) => {
    const p = document.createElement("p");
    p.lang = lang;
    p.textContent = text;
    return p;
  };
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "重试 · Try again";
  again.addEventListener("click", () => location.reload());
  boot.replaceChildren(
    line("zh-CN", "页面没有打开。请检查网络，或更新浏览器后重试。"),
    line("en", "The page did not open. Check the connection, or update the browser, and try again."),
    again,
  );
}

// The code of the other pages, after what the first page itself asks for. Safari knows no idle moments.
function fetchPartsLater() {
  if (navigator.connection?.saveData) return;
  setTimeout(() => (window.requestIdleCallback ?? setTimeout)(() => fetch_parts()), 1500);
}

init({ module_or_path: wasm }).then(
  () => {
    boot?.remove();
    fetchPartsLater();
  },
  (error) => {
    console.error(error);
    tellFailure();
  },
);

// Every file name in index.html carries a digest, so a new build is a changed index.html.
if (DEV) {
  let seen;
  setInterval(async () => {
    try {
      const page = await (await fetch("/index.html", { cache: "no-store" })).text();
      if (seen !== undefined && page !== seen) location.reload();
      seen = page;
    } catch {
      // The server is restarting.
    }
  }, 700);
}
