// A program that somebody writes against the contract: its types come from openapi-typescript alone.
import type { components, paths } from "./homefront.js";

type Schemas = components["schemas"];
type Method = "get" | "post" | "patch";
type Body<Operation> = Operation extends { requestBody: { content: { "application/json": infer Content } } } ? Content : undefined;
type Content<Answer> = Answer extends { content: { "application/json": infer Json } } ? Json : never;
type Answer<Operation> = Operation extends { responses: infer Responses }
  ? { [Status in keyof Responses & (200 | 201)]: Content<Responses[Status]> }[keyof Responses & (200 | 201)]
  : never;

declare const process: { argv: string[] };
const [, , server = "", username = "", password = ""] = process.argv;
let token: string | undefined;

async function call<M extends Method, P extends keyof paths>(
  method: M,
  path: P,
  body: Body<paths[P][M]>,
  at: string = path,
): Promise<{ value: Answer<paths[P][M]>; etag: string | null }> {
  const headers = new Headers({ accept: "application/json" });
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(server + at, {
    method: method.toUpperCase(),
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    const problem: Schemas["Problem"] = await response.json();
    throw new Error(`${method} ${at}: ${response.status} ${problem.code} ${problem.detail ?? ""}`);
  }
  return { value: await response.json(), etag: response.headers.get("etag") };
}

const session = await call("post", "/api/v1/sessions", { username, password });
token = session.value.access_token;

const areas = await call("get", "/api/v1/areas", undefined, "/api/v1/areas?level=village&limit=1");
const area = areas.value.items[0];
if (area === undefined) throw new Error("there is no village");

const created = await call("post", "/api/v1/households", {
  area_id: area.id,
  address: "2号楼1门101室",
  members: [{ relation: "worker", person: { name: "王芳", phones: [{ number: "13012345670" }] }, posting: {} }],
});
if (created.etag === null) throw new Error("no ETag");

const households = await call("get", "/api/v1/households", undefined, "/api/v1/households?q=wf");
const found = households.value.items.find((household) => household.id === created.value.id);
if (found === undefined) throw new Error("the household is not in the list");
const page = await call("get", "/api/v1/households/{id}", undefined, `/api/v1/households/${found.id}`);
console.log(page.value.reference, page.value.members.map((member) => member.person.name).join(" "));
