import { Faults } from "../../src/simulator/faults";
import type { Call, Trouble } from "./network";
import type { EditorWindow, FormTold, OpenedForm } from "./window";
import { Run } from "./world";

/*
 * Two people at once: two windows with connections, runners and journals of their own do any two acts on the same
 * things, while each call is held back for a time drawn by chance.
 */

/** The longest that a call is held back (ms). */
const SLOWEST = 400;

interface Things {
  readonly run: Run;
  readonly vod: string;
  readonly archive: string;
  readonly theirs: string;
  readonly channels: readonly string[];
}

/** Something that a person has decided to do, and will do now; gives what is told in the end, besides messages. */
type Deed = () => Promise<FormTold | undefined>;

/** Decides what is to be done: what is shown is as it was read then. */
type Decide = (window: EditorWindow, things: Things) => Promise<Deed>;

const byForm =
  (kind: string, arns: (things: Things) => readonly string[], values: object): Decide =>
  async (window, things) => {
    const form: OpenedForm = await window.open(kind, arns(things));
    form.type(values as never);
    return async () => {
      const told = await form.submit();
      if (kind === "changeRecording" && told.kind === "closed")
        while (!window.screen.texts.some((text) => ENDED.test(text)))
          await things.run.time.pause(200);
      return told;
    };
  };

const ENDED = /^(Changed vod|vod is as it was|The change of vod stopped|Taken back)/;

const byCommand =
  (
    name: "ivs.channel.moveTo" | "ivs.channel.detach" | "ivs.channel.rename",
    count: number,
    choice: string,
  ): Decide =>
  async (window, { channels }) => {
    return async () => {
      window.screen.input = choice;
      window.screen.choose = (items) => items.find(({ label }) => label.includes(choice));
      await window.command(name, channels.slice(0, count));
      return undefined;
    };
  };

const deeds: Readonly<Record<string, Decide>> = {
  "move to archive": byCommand("ivs.channel.moveTo", 3, "archive"),
  "move to theirs": byCommand("ivs.channel.moveTo", 2, "theirs"),
  detach: byCommand("ivs.channel.detach", 2, ""),
  rename: byCommand("ivs.channel.rename", 1, "omega"),
  edit: byForm("editChannel", ({ channels }) => channels.slice(0, 1), {
    name: "edited",
    latencyMode: "NORMAL",
  }),
  "delete channels": byForm("delete", ({ channels }) => channels.slice(0, 2), {
    confirm: "2 channels",
  }),
  "delete configuration": byForm("delete", ({ vod }) => [vod], { confirm: "vod" }),
  replace: byForm("changeRecording", ({ vod }) => [vod], { bucket: "bucket-next" }),
  "replace otherwise": byForm("changeRecording", ({ vod }) => [vod], { interval: "30" }),
  "create channel": byForm("createChannel", () => [], { name: "keynote" }),
  undo: async (window, things) => {
    await byCommand("ivs.channel.moveTo", 3, "archive")(window, things).then((move) => move());
    return async () => {
      await window.guarded(() => window.runner.undo());
      return undefined;
    };
  },
  "waiting change": async (window, things) => {
    const [alpha = ""] = things.channels;
    things.run.goLive(alpha);
    await window.connections.refresh();
    const form = await window.open("attach", [alpha]);
    form.type({ recordingArn: things.archive, live: "whenEnded" });
    await form.submit();
    return async () => {
      things.run.endStream(alpha);
      for (let waited = 0; waited < 120 && window.applied.length === 0; waited++)
        await things.run.time.pause(1000);
      return undefined;
    };
  },
};

const MEMBERS = ["name", "latencyMode", "recordingConfigurationArn"] as const;
type Members = Partial<Record<(typeof MEMBERS)[number], unknown>>;

/** Follows who wrote over what, and what each had seen of it. */
class Witness {
  readonly wrong: string[] = [];
  /** What nobody can prevent: the other's write came between a look and the write that followed it. */
  readonly races: number[] = [];
  /** The recording configurations that were created, by whom. */
  readonly created = new Map<string, unknown>();
  #world = new Map<string, Members>();
  readonly #decided: ReadonlyMap<string, Members>;
  readonly #seen = new Map<
    unknown,
    Map<string, { readonly at: number; readonly members: Members }>
  >();
  /** Who gave a member the value that it has. */
  readonly #authors = new Map<string, unknown>();
  #known: ReadonlySet<string>;

  constructor(private readonly run: Run) {
    this.#world = this.#snapshot();
    this.#decided = this.#world;
    this.#known = new Set(run.region.recordings.values().map(({ arn }) => arn));
    run.network.handled = (call, answer) => this.#note(call, answer);
  }

  #snapshot(): Map<string, Members> {
    const all = this.run.region.channels.values();
    return new Map(
      all.map((channel) => [
        channel.arn,
        Object.fromEntries(MEMBERS.map((member) => [member, channel[member]])),
      ]),
    );
  }

  #note({ operation, from, sent }: Call, answer: string | undefined): void {
    const now = this.run.time.now();
    if (/^(Get|BatchGet|List)/.test(operation)) {
      const seen = this.#seen.get(from) ?? new Map();
      this.#seen.set(from, seen);
      const { channel, channels = [] } = answer ? JSON.parse(answer) : {};
      for (const each of [...channels, ...(channel ? [channel] : [])])
        seen.set(each.arn, { at: now, members: each });
      return;
    }
    for (const { arn } of this.run.region.recordings.values())
      if (!this.#known.has(arn)) {
        this.#known = new Set([...this.#known, arn]);
        this.created.set(arn, from);
      }
    const before = this.#world;
    this.#world = this.#snapshot();
    if (operation !== "UpdateChannel") return;
    const { arn, ...change } = JSON.parse(sent);
    for (const member of MEMBERS) {
      const was = before.get(arn)?.[member];
      const is = this.#world.get(arn)?.[member];
      if (!(member in change) || was === is) continue;
      const key = `${arn} ${member}`;
      const author = this.#authors.get(key);
      this.#authors.set(key, from);
      if (author === undefined || author === from) continue;
      if (was === this.#decided.get(arn)?.[member]) continue;
      const seen = this.#seen.get(from)?.get(arn);
      if (seen?.members[member] === was)
        this.wrong.push(`“${was}”, which the other wrote, was overwritten with “${is}” knowingly.`);
      else this.races.push(now - (seen?.at ?? 0));
    }
  }
}

/** How an interleaving went besides: how many writes came between another's look and write, and how long those took (ms). */
export const races: number[] = [];

/** Two acts at once, drawn by chance. */
export function interleaving(seed: number): { name: string; run: () => Promise<string[]> } {
  const random = new Faults(seed);
  const names = Object.keys(deeds);
  const draw = () => names[Math.floor(random.random() * names.length)] ?? "";
  const [one, other] = [draw(), draw()];
  const lagMs = random.random() < 0.3 ? 3000 : 0;
  const head = random.random() * 1500;
  const lost = random.random() < 0.3 ? 1 + Math.floor(random.random() * 4) : 0;
  const drop = random.random() < 0.5 ? "before" : "after";
  const name = `${seed}: ${one} | ${other} | lag ${lagMs} | ${lost ? `write ${lost} dropped ${drop}` : "nothing lost"}`;
  return {
    name,
    async run() {
      const run = await Run.begin("eu-west-1", lagMs);
      const wrong: string[] = [];
      const note = (error: unknown) => wrong.push(`Unhandled: ${error}`);
      process.on("unhandledRejection", note);
      try {
        wrong.push(...(await both(run, [one, other], head, random, { lost, drop })));
      } catch (error) {
        wrong.push(`It broke: ${(error as Error).stack?.split("\n").slice(0, 3).join(" ")}`);
      } finally {
        await run.end();
        process.off("unhandledRejection", note);
      }
      return wrong;
    },
  };
}

async function both(
  run: Run,
  names: readonly [string, string],
  head: number,
  random: Faults,
  { lost, drop }: { readonly lost: number; readonly drop: "before" | "after" },
): Promise<string[]> {
  const vod = run.recording("vod");
  const things: Things = {
    run,
    vod,
    archive: run.recording("archive"),
    theirs: run.recording("theirs"),
    channels: ["alpha", "beta", "gamma"].map((name) => run.channel(name, vod)),
  };
  const windows = [await run.window(), await run.window()] as const;
  const decided: Deed[] = [];
  for (const [at, window] of windows.entries()) {
    const decide = deeds[names[at] ?? ""];
    if (decide) decided.push(await run.do(window, () => decide(window, things)));
  }
  run.region.settle();
  // What was decided second was decided on what the first had done by then.
  for (const window of windows) await run.do(window, () => window.connections.refresh());
  const witness = new Witness(run);
  let writes = 0;
  run.network.trouble = ({ operation }): Trouble => {
    const isWrite = !/^(Get|BatchGet|List|Head)/.test(operation);
    const delayMs = random.random() * SLOWEST;
    return isWrite && ++writes === lost ? { delayMs, drop } : { delayMs };
  };
  const told: (FormTold | undefined)[] = [];
  const doing = windows.map(async (window, at) => {
    if (at === 1) await run.time.pause(head);
    const deed = decided[at];
    told[at] = await window.in(() => deed?.() ?? Promise.resolve(undefined));
  });
  await run.time.until(Promise.all(doing));
  run.network.trouble = () => undefined;
  await run.time.pass(40_000);
  const wrong = [...witness.wrong, ...orphans(run, things, witness, windows)];
  races.push(...witness.races);
  // What stopped is taken back: no more than its own is touched.
  for (const window of windows) {
    const own = await run.do(window, () => run.time.hold(() => window.journal.own()));
    for (const plan of own) {
      if (plan.kind !== "recordings.replace") continue;
      const others = new Map([...witness.created].filter(([, by]) => by !== window.screen));
      await run.do(window, () => window.guarded(() => window.plans[plan.kind]?.takeBack?.(plan)));
      for (const arn of others.keys())
        if (run.region.recordings.get(arn) === undefined)
          wrong.push("Taking back deleted what the other had created.");
    }
  }
  wrong.push(...orphans(run, things, witness, windows), ...witness.wrong);
  for (const [at, window] of windows.entries())
    wrong.push(...falsehoods(run, things, window, told[at]));
  if (wrong.length > 0)
    for (const [at, window] of windows.entries())
      wrong.push(`${at}: ${JSON.stringify(told[at])} ${window.screen.texts.join(" / ")}`);
  return [...new Set(wrong)];
}

/** Recording configurations that a replacement created, that do not replace anything, and of which nothing was said. */
function orphans(
  run: Run,
  { channels }: Things,
  witness: Witness,
  windows: readonly EditorWindow[],
): string[] {
  const wrong: string[] = [];
  for (const [arn, by] of witness.created) {
    if (run.region.recordings.get(arn) === undefined) continue;
    const texts = windows.find(({ screen }) => screen === by)?.screen.texts ?? [];
    const last = texts.findLast((text) => ENDED.test(text)) ?? "";
    if (!/^(Changed vod|The change of vod stopped)/.test(last))
      wrong.push(`A new configuration is left, and it was said: “${last}”`);
  }
  for (const arn of channels) {
    const now = run.region.channels.get(arn)?.recordingConfigurationArn;
    if (now && run.region.recordings.get(now) === undefined)
      wrong.push("A channel is recorded by what does not exist.");
  }
  return wrong;
}

/** What was said that can't be so, whatever the other did. */
function falsehoods(
  run: Run,
  { channels, vod }: Things,
  { screen }: EditorWindow,
  told: FormTold | undefined,
): string[] {
  const wrong: string[] = [];
  const closed = told?.kind === "closed" ? told.said : "";
  if (closed === "vod deleted." && run.region.recordings.get(vod)) wrong.push("vod is there.");
  if (
    closed === "2 channels deleted." &&
    channels.slice(0, 2).some((arn) => run.region.channels.get(arn))
  )
    wrong.push("A channel is there that was told to be deleted.");
  if (screen.texts.some((text) => /^Changed vod: \d/.test(text)) && run.region.recordings.get(vod))
    wrong.push("vod is there, and was told to be changed.");
  return wrong;
}
