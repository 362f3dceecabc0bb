// A client whose types were made from the document: it compiles, and it calls the service.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
const [baseUrl, token] = process.argv.slice(2);

const client = createClient<paths>({ baseUrl });
const { data, error } = await client.GET("/api/v1/me", {
  headers: { authorization: `Bearer ${token}` },
});
if (!data) throw new Error(`refused: ${error?.code}`);
const tenant: string = data.tenant_id;
console.log(`TypeScript client: a ${data.kind} of ${tenant}`);

const refused = await client.GET("/api/v1/me");
if (refused.error?.code !== "credentials_missing") throw new Error("a call without a token was answered");
