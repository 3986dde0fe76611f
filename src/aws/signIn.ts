import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  CreateTokenCommand,
  type CreateTokenResponse,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from "@aws-sdk/client-sso-oidc";
import {
  CONFIG_PREFIX_SEPARATOR,
  getProfileName,
  getSSOTokenFilepath,
  parseKnownFiles,
} from "@smithy/core/config";
import { type Clock, pause, systemClock } from "../core/clock";
import { type Problem, problemOf } from "../core/problem";
import { requestHandler } from "./http";

/** A session of IAM Identity Center: what one signs in to, for all the profiles that share it. */
export interface SsoSession {
  /** The sso-session's name, or the start URL of a profile that has none: what its token is cached under. */
  readonly id: string;
  readonly startUrl: string;
  readonly region: string;
  /** What the token is to be good for. Only with scopes comes one that can be refreshed without a browser. */
  readonly scopes?: readonly string[];
}

/** How the credentials of a profile are renewed. `profile` is the one that says so: a role's comes from another. */
export type SignInWay =
  | { readonly kind: "sso"; readonly session: SsoSession }
  /** By `aws login` of the AWS CLI. */
  | { readonly kind: "login"; readonly profile: string }
  /** A sign-in that lacks its start URL or region. `section`: of the config file, where they belong. */
  | { readonly kind: "incomplete"; readonly section: string }
  /** By nothing that happens in a browser. */
  | { readonly kind: "keys" | "role" | "process"; readonly profile: string }
  /** The config files do not say; undefined: nor is a profile named. */
  | { readonly kind: "unknown"; readonly profile?: string };

/** What a person compares and confirms in the browser. */
export interface UserCode {
  readonly code: string;
  /** The page that asks for the code, already filled in. */
  readonly url: string;
}

/** How a sign-in ended. */
export type SignInOutcome =
  | { readonly kind: "signedIn" }
  | { readonly kind: "cancelled" }
  /** The person refused it in the browser, or nobody confirmed the code in its time (10 minutes). */
  | { readonly kind: "denied" | "expired" }
  /** The cache could not be written. `reason`: the system's code, as EACCES. */
  | { readonly kind: "notKept"; readonly file: string; readonly reason: string }
  | { readonly kind: "failed"; readonly problem: Problem };

export interface SignInOptions {
  /** Shows the code, once there is one: none is needed where the last sign-in can be refreshed. */
  readonly show: (code: UserCode) => void;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

const SECOND = 1000;
/** Where the service does not say how often it may be asked; and by how much slower, when that was too often. */
const POLL = 5 * SECOND;
/** A registration that ends sooner than this is not used again: what is signed in to could not be refreshed. */
const DAY = 24 * 3600 * SECOND;
const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
/** Shown to the person on the page that asks for their consent. */
const CLIENT_NAME = "IVS Explorer";

/**
 * How a profile is signed in to, by the shared config files as they are now, in the order in which the SDK looks for
 * credentials; the source_profile of a role is followed. Without a profile: the default one.
 */
export async function signInWay(profile: string | undefined): Promise<SignInWay> {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID } = process.env;
  if (!profile && !AWS_PROFILE && AWS_ACCESS_KEY_ID) return { kind: "unknown" };
  const sections = await parseKnownFiles({ ignoreCache: true });
  const name = getProfileName({ profile });
  if (!sections[name] && !profile && !AWS_PROFILE) return { kind: "unknown" };
  return wayOf(name, sections);
}

type Sections = Awaited<ReturnType<typeof parseKnownFiles>>;

/** `roles`: the profiles whose source this one is. */
function wayOf(profile: string, sections: Sections, roles: readonly string[] = []): SignInWay {
  const settings = sections[profile];
  if (!settings) return { kind: "unknown", profile };
  const { role_arn: role, source_profile: source } = settings;
  if (settings.aws_access_key_id && (!role || roles.length > 0)) return { kind: "keys", profile };
  if (role)
    return source && !roles.includes(profile)
      ? wayOf(source, sections, [...roles, profile])
      : { kind: "role", profile };
  if (settings.credential_process) return { kind: "process", profile };
  if (settings.sso_session || settings.sso_start_url) return ssoOf(profile, settings, sections);
  if (settings.login_session) return { kind: "login", profile };
  return { kind: "unknown", profile };
}

function ssoOf(profile: string, settings: Sections[string], sections: Sections): SignInWay {
  const name = settings.sso_session;
  const section = name
    ? (sections[`sso-session${CONFIG_PREFIX_SEPARATOR}${name}`] ?? {})
    : settings;
  const { sso_start_url: startUrl, sso_region: region } = section;
  if (!startUrl || !region)
    return { kind: "incomplete", section: name ? `sso-session ${name}` : `profile ${profile}` };
  if (!name) return { kind: "sso", session: { id: startUrl, startUrl, region } };
  const scopes = (section.sso_registration_scopes ?? "sso:account:access").split(/\s*,\s*/);
  return { kind: "sso", session: { id: name, startUrl, region, scopes } };
}

/**
 * Signs in to a session: by the refresh token of the last sign-in where there is one, else by the device flow (OAuth
 * 2.0, RFC 8628), in which the person confirms a code in a browser. The token goes into the cache that the AWS CLI and
 * the SDKs share, ~/.aws/sso/cache. To be called only when a person asks for it. Once the signal is aborted nothing
 * more is asked or written. Never rejects; neither tokens nor secrets are in what it gives.
 */
export async function signIn(
  session: SsoSession,
  { show, signal, clock = systemClock }: SignInOptions,
): Promise<SignInOutcome> {
  const client = new SSOOIDCClient({ region: session.region, requestHandler: requestHandler() });
  const flow: Flow = { session, client, show, signal, clock };
  try {
    const token = (await refresh(flow)) ?? (await authorize(flow));
    if (token === "denied" || token === "expired") return { kind: token };
    signal.throwIfAborted();
    await writeCache(getSSOTokenFilepath(session.id), token);
    return { kind: "signedIn" };
  } catch (error) {
    if (signal.aborted) return { kind: "cancelled" };
    if (error instanceof CacheError) {
      const { file, reason } = error;
      return { kind: "notKept", file, reason };
    }
    return { kind: "failed", problem: understand(error) };
  }
}

interface Flow extends Required<SignInOptions> {
  readonly session: SsoSession;
  readonly client: SSOOIDCClient;
}

/** The program as the service knows it. Its secret is kept by every program that signs in, and is of no use alone. */
interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  /** ISO 8601, as all times in the cache. */
  readonly registrationExpiresAt: string;
}

/** A token's file in the cache, with what the SDKs need to refresh it. */
interface Token extends Registration {
  readonly startUrl: string;
  readonly region: string;
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken?: string;
}

/** A token by the refresh token of the last sign-in; undefined where there is none, or the service does not take it. */
async function refresh({ session, client, signal, clock }: Flow): Promise<Token | undefined> {
  const last = await readCache<Token>(getSSOTokenFilepath(session.id));
  const { clientId, clientSecret, registrationExpiresAt, refreshToken } = last;
  if (!clientId || !clientSecret || !registrationExpiresAt || !refreshToken) return undefined;
  try {
    const answer = await client.send(
      new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType: "refresh_token" }),
      { abortSignal: signal },
    );
    const registration = { clientId, clientSecret, registrationExpiresAt };
    return tokenOf(session, registration, { refreshToken, ...answer }, clock);
  } catch (error) {
    if (signal.aborted || isUnanswered(error)) throw error;
    return undefined;
  }
}

/** A token by the device flow. */
async function authorize(flow: Flow): Promise<Token | "denied" | "expired"> {
  const { session, client, show, signal, clock } = flow;
  const began = clock.now();
  const { registration, ...started } = await startAuthorization(flow);
  const {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete = verificationUri,
  } = started;
  if (!deviceCode || !userCode || !/^https?:/.test(verificationUriComplete ?? ""))
    throw new Error("The service gave no code, or no page to confirm it on.");
  show({ code: userCode, url: verificationUriComplete ?? "" });

  const { clientId, clientSecret } = registration;
  const ends = began + (started.expiresIn ?? 600) * SECOND;
  let wait = started.interval ? started.interval * SECOND : POLL;
  for (;;) {
    await pause(clock, wait, signal);
    signal.throwIfAborted();
    if (clock.now() >= ends) return "expired";
    try {
      const answer = await client.send(
        new CreateTokenCommand({ clientId, clientSecret, deviceCode, grantType: DEVICE_CODE }),
        { abortSignal: signal },
      );
      return tokenOf(session, registration, answer, clock);
    } catch (error) {
      const { name } = error as Error;
      if (name === "AccessDeniedException") return "denied";
      if (name === "ExpiredTokenException") return "expired";
      if (name === "SlowDownException" || isUnanswered(error)) wait += POLL;
      else if (name !== "AuthorizationPendingException") throw error;
    }
  }
}

/** Begins the device flow, with the registration of the last time unless the service does not know it any more. */
async function startAuthorization(flow: Flow) {
  const { session, client, signal } = flow;
  const start = async (registration: Registration) => {
    const { clientId, clientSecret } = registration;
    const command = new StartDeviceAuthorizationCommand({
      ...{ clientId, clientSecret },
      startUrl: session.startUrl,
    });
    return { registration, ...(await client.send(command, { abortSignal: signal })) };
  };
  const known = await knownRegistration(flow);
  if (!known) return start(await register(flow));
  try {
    return await start(known);
  } catch (error) {
    if (!/^(InvalidClient|UnauthorizedClient)Exception$/.test((error as Error).name)) throw error;
    return start(await register(flow));
  }
}

/** Ours, not the CLI's: that one is registered by another name, for another way to sign in. */
function registrationFile({ startUrl, region, scopes }: SsoSession): string {
  const registered = JSON.stringify({ startUrl, region, scopes });
  const name = createHash("sha1").update(registered).digest("hex");
  const folder = path.dirname(getSSOTokenFilepath(""));
  return path.join(folder, `ivs-explorer-client-${name}.json`);
}

async function knownRegistration({ session, clock }: Flow): Promise<Registration | undefined> {
  const known = await readCache<Registration>(registrationFile(session));
  const { clientId, clientSecret, registrationExpiresAt } = known;
  if (!clientId || !clientSecret || !registrationExpiresAt) return undefined;
  if (!(Date.parse(registrationExpiresAt) > clock.now() + DAY)) return undefined;
  return { clientId, clientSecret, registrationExpiresAt };
}

async function register({ session, client, signal }: Flow): Promise<Registration> {
  const scopes = session.scopes && [...session.scopes];
  const { clientId, clientSecret, clientSecretExpiresAt } = await client.send(
    new RegisterClientCommand({ clientName: CLIENT_NAME, clientType: "public", scopes }),
    { abortSignal: signal },
  );
  if (!clientId || !clientSecret) throw new Error("The service did not register the client.");
  const registrationExpiresAt = isoSeconds((clientSecretExpiresAt ?? 0) * SECOND);
  const registration = { clientId, clientSecret, registrationExpiresAt };
  signal.throwIfAborted();
  // Also shows, before the person goes to the browser, whether the cache can be written.
  await writeCache(registrationFile(session), registration);
  return registration;
}

function tokenOf(
  { startUrl, region }: SsoSession,
  registration: Registration,
  { accessToken, expiresIn, refreshToken }: CreateTokenResponse,
  clock: Clock,
): Token {
  if (!accessToken) throw new Error("The service gave no token.");
  const expiresAt = isoSeconds(clock.now() + (expiresIn ?? 0) * SECOND);
  const kept = refreshToken && { refreshToken };
  return { startUrl, region, accessToken, expiresAt, ...registration, ...kept };
}

/** A time as the AWS CLI writes it, without a fraction. */
function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, "");
}

/** Whether the service did not say anything: nobody answered, or it was too busy. */
function isUnanswered(error: unknown): boolean {
  return ["offline", "throttled", "service"].includes(problemOf(error).kind);
}

/** The text of an error of this service is in `error_description`; `message` may read "UnknownError". */
function understand(error: unknown): Problem {
  const problem = problemOf(error);
  const { error_description: detail } = error as { error_description?: string };
  return detail ? { ...problem, detail } : problem;
}

class CacheError extends Error {
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}

/** What a file of the cache says; nothing where it is not there, or can't be read. */
async function readCache<T>(file: string): Promise<Partial<T>> {
  try {
    const content: Partial<T> | undefined = JSON.parse(await readFile(file, "utf8"));
    return content ?? {};
  } catch {
    return {};
  }
}

/** Writes a file that only this user may read, whole or not at all: other programs read it at any time. */
async function writeCache(file: string, content: Registration | Token): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(content, undefined, 2), { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw new CacheError(file, (error as NodeJS.ErrnoException).code ?? "Error");
  }
}
