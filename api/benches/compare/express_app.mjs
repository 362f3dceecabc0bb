// The same work with express-oauth2-jwt-bearer: one user's call, judged by issuer, audience and scope.
// Two processes that share a port.
import cluster from "node:cluster";
import express from "express";
import { auth, claimIncludes } from "express-oauth2-jwt-bearer";

const { BENCH_INSTANCE, BENCH_TENANT_ID, BENCH_CLIENT_ID, BENCH_PORT } = process.env;

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
} else {
  const verify = auth({
    issuer: `${BENCH_INSTANCE}/${BENCH_TENANT_ID}/v2.0`,
    jwksUri: `${BENCH_INSTANCE}/organizations/discovery/v2.0/keys`,
    audience: BENCH_CLIENT_ID,
    tokenSigningAlg: "RS256",
  });
  const app = express();
  app.get("/api/v1/me", verify, claimIncludes("scp", "user_impersonation"), (request, response) => {
    const caller = request.auth.payload;
    response.json({
      kind: "user",
      tenant_id: caller.tid,
      object_id: caller.oid,
      subject: caller.sub,
      client_id: caller.azp,
      scopes: caller.scp.split(" "),
      roles: caller.roles ?? [],
      guest: false,
      name: caller.name,
      token_expires_at: caller.exp,
    });
  });
  app.listen(Number(BENCH_PORT), "127.0.0.1");
}
