import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forgetCredentials } from "../../src/aws/credentials";

/** The credentials that the portal gives for a role. */
export const ROLE_KEY = {
  accessKeyId: "ASIAROLE",
  secretAccessKey: "roleSecret",
  sessionToken: "roleSession",
};

/** A call, as it came. */
export interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const CODES: Readonly<Record<string, string>> = {
  AuthorizationPendingException: "authorization_pending",
  SlowDownException: "slow_down",
  ExpiredTokenException: "expired_token",
  AccessDeniedException: "access_denied",
  InvalidGrantException: "invalid_grant",
  InvalidClientException: "invalid_client",
  InvalidRequestException: "invalid_request",
  InternalServerException: "server_error",
};

/**
 * IAM Identity Center as clients see it: its OIDC endpoint (RegisterClient, StartDeviceAuthorization, CreateToken) and
 * its portal (GetRoleCredentials), with the names and forms of AWS. It knows only what it gave itself.
 */
export class IdentityCenter {
  readonly calls: Call[] = [];
  /** What the next polls are answered with, "token" or an error's name; the last one again and again. */
  polls = ["AuthorizationPendingException"];
  /** Called as a poll arrives, before it is answered. */
  onPoll = () => {};
  interval: number | undefined = 5;
  expiresIn = 600;
  /** An answer to the next StartDeviceAuthorization in place of a code. */
  startError: string | undefined;
  readonly #clients = new Map<string, string>();
  readonly #devices = new Set<string>();
  readonly #refreshTokens = new Set<string>();
  readonly #tokens = new Set<string>();
  /** All that must never be seen: tokens, secrets, device codes. */
  readonly secrets: string[] = [ROLE_KEY.secretAccessKey, ROLE_KEY.sessionToken];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The variables by which the SDK finds it. */
  get env(): Record<string, string> {
    return { AWS_ENDPOINT_URL_SSO_OIDC: this.url, AWS_ENDPOINT_URL_SSO: this.url };
  }

  /** The person confirms the code in the browser. */
  allow(): void {
    this.polls = ["token"];
  }

  /** All tokens given so far are good for nothing any more. */
  revoke(): void {
    this.#tokens.clear();
    this.#refreshTokens.clear();
  }

  count(path: string, grant?: string): number {
    return this.calls.filter(
      (call) => call.path === path && (!grant || `${call.body.grantType}`.endsWith(grant)),
    ).length;
  }

  #secret(kind: string): string {
    const secret = `${kind}-${randomUUID()}`;
    this.secrets.push(secret);
    return secret;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body = text ? JSON.parse(text) : {};
    const { pathname } = new URL(request.url ?? "/", this.url);
    this.calls.push({ path: pathname, body });
    const ok = (content: object) => send(response, 200, content);
    switch (`${request.method} ${pathname}`) {
      case "POST /client/register": {
        const clientId = `client-${this.#clients.size + 1}`;
        const clientSecret = this.#secret("clientSecret");
        this.#clients.set(clientId, clientSecret);
        const clientSecretExpiresAt = Math.floor(Date.now() / 1000) + 90 * 24 * 3600;
        return ok({ clientId, clientSecret, clientIdIssuedAt: 1, clientSecretExpiresAt });
      }
      case "POST /device_authorization": {
        if (this.startError) return fail(response, this.startError);
        if (!this.#knows(body)) return fail(response, "InvalidClientException");
        const deviceCode = this.#secret("deviceCode");
        this.#devices.add(deviceCode);
        const verificationUri = `${this.url}/device`;
        return ok({
          ...{ deviceCode, userCode: "WXYZ-ABCD", verificationUri },
          verificationUriComplete: `${verificationUri}?user_code=WXYZ-ABCD`,
          ...{ expiresIn: this.expiresIn, interval: this.interval },
        });
      }
      case "POST /token": {
        const given = this.#token(body);
        if (typeof given === "object") return ok(given);
        return fail(response, given, given === "InternalServerException" ? 500 : 400);
      }
      case "GET /device":
        response.writeHead(200, { "content-type": "text/plain" }).end("Confirm the code.");
        return;
      case "GET /federation/credentials": {
        if (!this.#tokens.has(`${request.headers["x-amz-sso_bearer_token"]}`))
          return fail(response, "UnauthorizedException", 401, "Session token not found or invalid");
        return ok({ roleCredentials: { ...ROLE_KEY, expiration: Date.now() + 3600_000 } });
      }
      default:
        return fail(response, "InvalidRequestException", 404);
    }
  }

  /** A token, or the name of an error. */
  #token(body: Record<string, unknown>): object | string {
    if (!this.#knows(body)) return "InvalidClientException";
    if (body.grantType === "refresh_token") {
      if (!this.#refreshTokens.delete(`${body.refreshToken}`)) return "InvalidGrantException";
    } else {
      const deviceCode = `${body.deviceCode}`;
      if (!this.#devices.has(deviceCode)) return "InvalidGrantException";
      this.onPoll();
      const [answer = ""] = this.polls.length > 1 ? this.polls.splice(0, 1) : this.polls;
      if (answer !== "token") return answer;
      this.#devices.delete(deviceCode);
    }
    const accessToken = this.#secret("accessToken");
    const refreshToken = this.#secret("refreshToken");
    this.#tokens.add(accessToken);
    this.#refreshTokens.add(refreshToken);
    return { accessToken, expiresIn: 3600, refreshToken, tokenType: "Bearer" };
  }

  #knows({ clientId, clientSecret }: Record<string, unknown>): boolean {
    return this.#clients.get(`${clientId}`) === clientSecret;
  }
}

function fail(response: ServerResponse, name: string, status = 400, message?: string): void {
  const error = CODES[name] ?? "invalid_request";
  const content = message ? { message } : { error, error_description: `It says ${error}.` };
  send(response, status, content, { "x-amzn-errortype": name });
}

function send(response: ServerResponse, status: number, content: object, headers = {}): void {
  response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(content));
}

/** For each test of the suite it is called in: a home of its own with empty AWS files, and an IAM Identity Center. */
export function useIdentityCenter(): {
  readonly center: IdentityCenter;
  readonly home: string;
  /** Writes ~/.aws/config. */
  config(text: string): void;
} {
  const kept = { ...process.env };
  const here = { center: new IdentityCenter(), home: "", config };
  function config(text: string): void {
    writeFileSync(join(here.home, ".aws", "config"), text);
  }
  beforeEach(async () => {
    here.home = mkdtempSync(join(tmpdir(), "ivs-"));
    mkdirSync(join(here.home, ".aws"));
    here.center = await new IdentityCenter().start();
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
    const own = { HOME: here.home, AWS_EC2_METADATA_DISABLED: "true" };
    Object.assign(process.env, own, here.center.env);
  });
  afterEach(async () => {
    // Another test's profiles may be called the same.
    for (const profile of ["work", "other", "admin", "console"]) forgetCredentials(profile);
    process.env = { ...kept };
    await here.center.stop();
    rmSync(here.home, { recursive: true });
  });
  return here;
}
