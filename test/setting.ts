import type { Entry } from "../src/connections/entries";
import type { ConnectionsSetting } from "../src/connections/settings";

/** The setting `ivs.connections` where there is no editor, and how often it was written. */
export function settingOf(list: readonly (Entry | object)[]): ConnectionsSetting & {
  readonly writes: number;
} {
  let now: unknown = list;
  let writes = 0;
  const listeners = new Set<() => void>();
  return {
    get writes() {
      return writes;
    },
    get: () => now,
    async set(next) {
      writes++;
      now = next;
      for (const changed of listeners) changed();
    },
    onDidChange(changed) {
      listeners.add(changed);
      return { dispose: () => listeners.delete(changed) } as never;
    },
  };
}
