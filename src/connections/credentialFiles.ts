import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Disposer } from "../core/clock";
import { problemsOf } from "../core/store";
import type { Connection } from "./connection";
import type { Connections } from "./connections";

/** Changes that follow each other so soon are one (ms). */
const PAUSE = 250;

/**
 * Has connections that fail for want of credentials try again as soon as what they come from was mended outside: by a
 * sign-in in a terminal, say, or by an editor. Files are watched only while such a connection is there, and it is read
 * only while somebody looks. `forget`: drops what is remembered of credentials.
 */
export function healCredentials(connections: Connections, forget: () => Promise<void>): Disposer {
  let stop: Disposer | undefined;
  const failing = () => connections.all.filter(lacksCredentials);
  async function heal(): Promise<void> {
    await forget();
    if (connections.visible) for (const { loop } of failing()) void loop.poke();
  }
  const unwatch = connections.watch(() => {
    if (failing().length > 0) stop ??= watchPlaces(credentialPlaces(), () => void heal());
    else {
      stop?.();
      stop = undefined;
    }
  });
  return () => {
    unwatch();
    stop?.();
  };
}

/** Where a person declined to give a code, nothing is asked again before they wish it. */
function lacksCredentials({ store }: Connection): boolean {
  return problemsOf(store.state).some(({ kind, waits }) => kind === "credentials" && !waits);
}

/** The files and folders that credentials come from, where the AWS CLI and the SDKs look for them. */
export function credentialPlaces(): readonly string[] {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_LOGIN_CACHE_DIRECTORY } = process.env;
  const { HOME, USERPROFILE } = process.env;
  const folder = path.join(HOME || USERPROFILE || homedir(), ".aws");
  return [
    AWS_CONFIG_FILE || path.join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE || path.join(folder, "credentials"),
    path.join(folder, "sso", "cache"),
    AWS_LOGIN_CACHE_DIRECTORY || path.join(folder, "login", "cache"),
  ];
}

/**
 * Calls back when one of these files, or a file in one of these folders, came, went or was written. They need not exist
 * yet. Where nothing can be watched, it never calls.
 */
export function watchPlaces(places: readonly string[], changed: () => void): Disposer {
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let before: string | undefined;
  let closed = false;

  async function look(): Promise<void> {
    const folders = new Set((await Promise.all(places.map(nearestFolders))).flat());
    if (closed) return;
    for (const watcher of watchers) watcher.close();
    watchers = [...folders].flatMap((folder) => {
      try {
        return [watch(folder, soon).on("error", () => {})];
      } catch {
        return [];
      }
    });
    // Read after the watching began: what changes in between is seen.
    const now = JSON.stringify(await Promise.all(places.map(stateOf)));
    if (closed) return;
    const known = before;
    before = now;
    if (known !== undefined && known !== now) changed();
  }
  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE);
  }
  void look();
  return () => {
    closed = true;
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** The folders in which a change of a place shows: itself, if it is one, and the nearest that exists above it. */
async function nearestFolders(place: string): Promise<string[]> {
  const own = (await isFolder(place)) ? [place] : [];
  let above = path.dirname(place);
  while (!(await isFolder(above)) && above !== path.dirname(above)) above = path.dirname(above);
  return [...own, above];
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
}

/** A file's size and time, or those of the files in a folder: what is in them is nobody's to read here. */
async function stateOf(place: string): Promise<unknown> {
  const found = await stat(place).catch(() => undefined);
  if (!found?.isDirectory()) return found && [found.size, found.mtimeMs, found.ino];
  const names = (await readdir(place).catch(() => [])).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = await stat(path.join(place, name)).catch(() => undefined);
      return [name, file?.size, file?.mtimeMs, file?.ino];
    }),
  );
}
