import type { TreeView } from "vscode";
import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import type { Disposer } from "../core/clock";
import type { Ref } from "../core/ref";
import { plural } from "../ui/words";

/** What of an account needs attention: configurations that failed, and watched channels that starve. */
export function attention(
  connections: readonly Connection[],
  isWatched: (ref: Ref) => boolean,
): { readonly failed: number; readonly starving: number } {
  let failed = 0;
  let starving = 0;
  for (const { id, snapshot } of connections) {
    for (const { state } of snapshot.recordings?.items.values() ?? [])
      if (state === "CREATE_FAILED") failed++;
    for (const { channelArn, health } of snapshot.streams?.items.values() ?? [])
      if (health === "STARVING" && isWatched({ connection: id, arn: channelArn })) starving++;
  }
  return { failed, starving };
}

/** The number beside the view's icon. */
export class Badge {
  #connections: readonly Connection[] = [];
  #stop: Disposer[] = [];

  constructor(
    private readonly view: Pick<TreeView<unknown>, "badge">,
    private readonly isWatched: (ref: Ref) => boolean,
  ) {}

  show(connections: readonly Connection[]): void {
    this.dispose();
    this.#connections = connections;
    this.#stop = connections.map(({ store }) => store.watch(() => this.draw()));
    this.draw();
  }

  draw(): void {
    const { failed, starving } = attention(this.#connections, this.isWatched);
    const value = failed + starving;
    if ((this.view.badge?.value ?? 0) === value) return;
    const words = [
      failed > 0 &&
        plural(
          failed,
          l10n.t("1 recording configuration could not be created"),
          l10n.t("{0} recording configurations could not be created", failed),
        ),
      starving > 0 &&
        plural(
          starving,
          l10n.t("1 watched channel is starving"),
          l10n.t("{0} watched channels are starving", starving),
        ),
    ];
    this.view.badge = value > 0 ? { value, tooltip: words.filter(Boolean).join(", ") } : undefined;
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }
}
