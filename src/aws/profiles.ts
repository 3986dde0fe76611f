import { loadSharedConfigFiles } from "@smithy/core/config";

/** A profile of the shared AWS config files. */
export interface Profile {
  readonly name: string;
  readonly region?: string;
  /** How it gets its credentials. */
  readonly via: "sso" | "role" | "process" | "keys" | "login";
}

/** The profiles that this machine has, in the order of the files; none when there are no files. */
export async function profiles(): Promise<readonly Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return [...names]
    .filter((name) => !name.includes(".")) // sections such as sso-session.NAME and services.NAME
    .map((name) => {
      const settings = { ...configFile[name], ...credentialsFile[name] };
      return { name, region: settings.region, via: via(settings) };
    });
}

function via(settings: Record<string, string | undefined>): Profile["via"] {
  if (settings.role_arn) return "role";
  if (settings.sso_session || settings.sso_start_url) return "sso";
  if (settings.credential_process) return "process";
  if (settings.login_session) return "login";
  return "keys";
}
