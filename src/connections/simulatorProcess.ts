import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { l10n } from "vscode";

/** Our simulator as a child process: started on demand, gone with the editor. */
export class SimulatorProcess {
  #url: Promise<string> | undefined;
  #child: ChildProcess | undefined;
  /** Kept over restarts, so that clients that know the address find it again. */
  #port = "0";

  /** `script`: the path of the built simulator. `log`: receives what it writes to stderr, line by line. */
  constructor(
    private readonly script: string,
    private readonly log: (line: string) => void,
  ) {}

  /** Its address, starting it if it is not running. Throws when it could not start. */
  start(): Promise<string> {
    this.#url ??= this.#spawn();
    return this.#url;
  }

  /** Stops it; resolves when it is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill();
    await gone;
  }

  #spawn(): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.script, "--port", this.#port, "--seed", "demo"], {
        // The channel ties its life to ours: it ends when we are gone, even when we had no time to stop it.
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        // On the desktop, execPath is the editor itself.
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      });
      this.#child = child;
      let errors = "";
      child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        const url = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
        if (!url?.[1]) return;
        this.#port = url[1];
        resolve(url[0]);
      });
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        errors = text.trim();
        this.log(errors);
      });
      child.on("error", reject);
      child.on("exit", () => {
        this.#url = undefined;
        reject(new Error(errors || l10n.t("The simulator ended before it was ready.")));
      });
    });
  }
}
