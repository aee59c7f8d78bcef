// A real OpenID Connect provider for the tests, behaving like ProConnect: userinfo is a signed token, with siret and
// idp_id. Two of them, on loopback: one signs with RS256 and understands `claims`, the other signs with HS256 and does
// not. They end with their parent (their standard input closes), and print their issuers once they listen.
// PUT /trial says who exists, how they authenticate, and what goes wrong.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const SCOPES = { given_name: ["given_name"], usual_name: ["usual_name"], siret: ["siret"], idp_id: ["idp_id"] };
const { client, redirects, farewells } = JSON.parse(process.env.TRIAL);

const text = async (request) => {
  let body = "";
  for await (const piece of request) body += piece;
  return body;
};

const page = (response, inside) => {
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="fr"><title>Fournisseur d’essai</title><main><h1>Fournisseur d’essai</h1>${inside}</main></html>`);
};

const spoil = (token) => token.replace(/.(.)$/, (end) => (end === "AA" ? "BB" : "AA"));

function settings(algorithm, understandsClaims, trial) {
  return {
    clients: [{
      client_id: client.id, client_secret: client.secret,
      redirect_uris: redirects, post_logout_redirect_uris: farewells,
      response_types: ["code"], grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
      id_token_signed_response_alg: algorithm, userinfo_signed_response_alg: algorithm,
    }],
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "HS256"], userinfoSigningAlgValues: ["RS256", "HS256"] },
    acrValues: ["eidas1", "eidas2"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], ...SCOPES, acr: null, amr: null, auth_time: null },
    scopes: ["openid"],
    cookies: { keys: ["essai"] },
    pkce: { required: () => false },
    findAccount: (context, sub) => trial.people[sub] && ({ accountId: sub, claims: () => ({ sub, ...trial.people[sub] }) }),
    async loadExistingGrant(context) {
      const { provider, client: to, session, params } = context.oidc;
      const grant = new provider.Grant({ clientId: to.clientId, accountId: session.accountId });
      grant.addOIDCScope(params.scope);
      grant.addOIDCClaims(["acr", "amr", "auth_time"]);
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      claimsParameter: { enabled: understandsClaims },
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = `<!doctype html><html lang="fr"><title>Au revoir</title>${form}<button form="op.logoutForm" name="logout" value="yes">Fermer la session</button></html>`;
        },
      },
    },
  };
}

async function interact(provider, trial, request, response) {
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    return page(response, `<p data-asked="${prompt.name}">${prompt.reasons.join(" ")}</p><form method="post">
      <label>Qui êtes-vous ? <input name="who" autofocus></label><button>Continuer</button>
      <button name="refuse" value="1">Refuser</button></form>`);
  }
  const said = new URLSearchParams(await text(request));
  const refused = { error: "access_denied", error_description: "refus" };
  const { acr = "eidas1", amr = ["pwd"], minutes_ago = 0 } = trial.how;
  const ts = Math.floor(Date.now() / 1000) - minutes_ago * 60;
  const result = said.get("refuse") ? refused : { login: { accountId: said.get("who"), acr, amr, ts } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function start(algorithm, understandsClaims) {
  const trial = { people: {}, how: {}, fault: "" };
  let provider;
  const server = createServer(async (request, response) => {
    try {
      if (request.url === "/trial") {
        Object.assign(trial, JSON.parse(await text(request)));
        return response.end("{}");
      }
      if (request.url === "/favicon.ico") {
        response.statusCode = 204;
        return response.end();
      }
      if (trial.fault === "down" || (trial.fault === "token down" && request.url === "/token")) {
        response.statusCode = 503;
        return response.end("en panne");
      }
      if (request.url.startsWith("/interaction/")) return await interact(provider, trial, request, response);
      return provider.callback()(request, response);
    } catch (error) {
      response.statusCode = 400;
      return response.end(String(error));
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(issuer, settings(algorithm, understandsClaims, trial));
  provider.use(async (context, next) => {
    await next();
    if (context.path === "/me" && trial.fault === "unsigned") { context.type = "application/json"; context.body = { sub: "nadia" }; }
    if (context.path === "/me" && trial.fault === "spoiled userinfo") context.body = spoil(String(context.body));
    if (context.path === "/token" && trial.fault === "spoiled id token" && context.body.id_token) context.body.id_token = spoil(context.body.id_token);
  });
  return issuer;
}

process.stdin.resume().on("end", () => process.exit(0));
process.stdout.write(`${JSON.stringify({ RS256: await start("RS256", true), HS256: await start("HS256", false) })}\n`);
