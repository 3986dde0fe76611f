import { l10n } from "vscode";
import { isOnThisMachine } from "../core/endpoint";
import type { ConnectionId } from "../core/ref";
import { UserError } from "../ui/errors";
import { plain } from "../ui/words";

/*
 * What can be done to a simulator and not to AWS: offered only while connected to one, ours or another at an endpoint on
 * this machine.
 */

/** Knows which connections lead to a simulator, and speaks with its control endpoint. */
export class SimulatorControl {
  readonly #urls = new Map<ConnectionId, string>();

  /** `changed`: called when it is known of another connection whether it leads to a simulator. */
  constructor(private readonly changed: (any: boolean) => void) {}

  /** A connection was opened at an endpoint: finds out whether that is a simulator. Nobody need wait for it. */
  async look(id: ConnectionId, endpoint: string | undefined): Promise<void> {
    // What is known of an address is not so of the next.
    this.#urls.delete(id);
    if (endpoint && (await isSimulator(endpoint))) this.#urls.set(id, endpoint);
    this.changed(this.#urls.size > 0);
  }

  /** Whether a connection is known to lead to a simulator. */
  leadsToOne(id: ConnectionId): boolean {
    return this.#urls.has(id);
  }

  /** Asks the simulator of a connection for something. Throws a UserError when it is none, or when it refuses. */
  async post(id: ConnectionId, path: string, body: object): Promise<void> {
    const endpoint = this.#urls.get(id);
    if (!endpoint) throw new UserError(l10n.t("Not connected to a simulator."));
    const answer = await fetch(route(endpoint, path), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return;
    const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
    throw new UserError(l10n.t("The simulator refused: {0}", plain(message ?? answer.statusText)));
  }
}

/** Whether a simulator of ours answers at an endpoint. Only addresses of this machine are asked. */
async function isSimulator(endpoint: string): Promise<boolean> {
  if (!isOnThisMachine(endpoint)) return false;
  const answer = await fetch(route(endpoint, "requests")).catch(() => undefined);
  return answer?.ok === true && /json/.test(answer.headers.get("content-type") ?? "");
}

function route(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/+$/, "")}/_simulator/${path}`;
}
