import type { Step, Troubled } from "../../src/core/operation";
import type { Problems } from "../../src/shared/form";
import type { EditorWindow, FormTold, OpenedForm } from "./window";
import type { Run } from "./world";

/** How something is in the simulator's world, seen from what was to be done to it. */
export type Fact = "before" | "after" | "theirs" | "other";

/** What a person was told of one thing, and how it is. */
export interface Claim {
  readonly about: string;
  readonly told: "done" | "notDone" | "unknown" | "changedSince";
  readonly is: () => Fact;
}

/** An act that is about to be done, and everything that is known of how it ought to go. */
export interface Scene {
  readonly window: EditorWindow;
  act(): Promise<void>;
  /** What the person was told. */
  claims(): readonly Claim[];
  /** What else must hold whatever happens: what is wrong, in words. */
  wrong?(): readonly string[];
  /** The person cancels. */
  cancel?(): void;
  /** What the person does next, now that nothing is in the way; nothing where there is no more to do. */
  next?(way: number): { act(): Promise<void>; claims(): readonly Claim[] } | undefined;
  /** Somebody else changes the same thing. */
  theirs?(): void;
  /** Whose that is: they are just in time if they come before it is looked at. */
  readonly theirsOn?: string;
  /** Whether that is still as they made it. */
  kept?(): boolean;
}

export interface Act {
  readonly name: string;
  /** In which regions it is tried, where that makes a difference. */
  readonly regions: readonly string[];
  prepare(run: Run): Promise<Scene>;
}

const HERE = ["eu-west-1"];
const BOTH = ["us-east-1", "eu-west-1"];

/** The things that all acts begin with. */
function stage(run: Run) {
  const vod = run.recording("vod");
  const archive = run.recording("archive");
  const theirs = run.recording("theirs");
  const channels = ["alpha", "beta", "gamma"].map((name) =>
    run.channel(name, vod, { team: "news", old: "1" }),
  );
  const [alpha = "", beta = "", gamma = ""] = channels;
  const delta = run.channel("delta");
  // A colleague's, just as what is to be created.
  const twinChannel = run.channel("keynote");
  const twinRecording = run.recording("fresh", "bucket-fresh");
  const bystanders = () => {
    const wrong: string[] = [];
    if (!run.region.channels.get(twinChannel)) wrong.push("The colleague's channel is gone.");
    if (!run.region.recordings.get(twinRecording))
      wrong.push("The colleague's recording configuration is gone.");
    if (run.region.channels.get(delta)?.recordingConfigurationArn !== "")
      wrong.push("A channel that has nothing to do with it was changed.");
    return wrong;
  };
  return {
    vod,
    archive,
    theirs,
    channels,
    alpha,
    beta,
    gamma,
    delta,
    twinChannel,
    twinRecording,
    bystanders,
  };
}

function recordedBy(run: Run, channel: string): string | undefined {
  return run.region.channels.get(channel)?.recordingConfigurationArn;
}

/** A fact about one value: as it was, as it was to be, or as a colleague made it. */
function factOf<T>(now: () => T, before: T, after: T, theirs?: T): () => Fact {
  return () => {
    const value = now();
    if (value === after) return "after";
    if (value === before) return "before";
    return value === theirs && theirs !== undefined ? "theirs" : "other";
  };
}

function toldOf({ problem }: Troubled): Claim["told"] {
  return problem.kind === "changedSince" ? "changedSince" : "notDone";
}

/** What the last report tells of each step; steps that are not there were not begun. */
function reported(
  window: EditorWindow,
  from: number,
  all: ReadonlyMap<string, { readonly name: string; readonly is: () => Fact }>,
): Claim[] {
  const last = window.reports.slice(from).at(-1);
  const claims: Claim[] = [];
  const told = new Map<string, Claim["told"]>();
  if (last) {
    const { done, notDone, unknown, left } = last.report;
    const each = (steps: readonly Step[], as: Claim["told"]) => {
      for (const { arn } of steps) told.set(arn, as);
    };
    each(done, "done");
    for (const troubled of notDone) told.set(troubled.step.arn, toldOf(troubled));
    each(
      unknown.map(({ step }) => step),
      "unknown",
    );
    each(left, "notDone");
  }
  for (const [arn, { name, is }] of all)
    claims.push({ about: name, told: told.get(arn) ?? "notDone", is });
  return claims;
}

/** Whether what is shown fits what the report says. */
function textFits(window: EditorWindow, from: number, shown: string): string[] {
  const last = window.reports.slice(from).at(-1);
  if (!last) return [];
  const { notDone, unknown } = last.report;
  const missing = [...notDone, ...unknown]
    .map(({ step }) => step.name)
    .filter((name) => notDone.length < 4 && unknown.length < 4 && !shown.includes(name));
  return missing.map((name) => `Nothing is said of ${name}: “${shown}”`);
}

/** Moving channels, by a command. */
function moveScene(
  run: Run,
  window: EditorWindow,
  names: ReadonlyMap<string, string>,
  from: string,
  to: string,
  bystanders: () => string[],
  theirsArn: string,
  command: "ivs.channel.moveTo" | "ivs.channel.detach",
): Scene {
  const facts = new Map(
    [...names].map(([arn, name]) => [
      arn,
      { name, is: factOf(() => recordedBy(run, arn), from, to, theirsArn) },
    ]),
  );
  const began = window.reports.length;
  const [first = ""] = names.keys();
  return {
    window,
    async act() {
      window.screen.choose = (items) =>
        items.find(({ label }) => label.includes(to ? "archive" : "Not recorded"));
      await window.command(command, [...names.keys()]);
    },
    claims: () => reported(window, began, facts),
    wrong: () => [...textFits(window, began, window.screen.texts.join(" ")), ...bystanders()],
    cancel: () => window.runner.cancel(),
    theirs: () => setRecording(run, first, theirsArn),
    theirsOn: first,
    kept: () => recordedBy(run, first) === theirsArn,
    next() {
      const report = window.reports.at(-1)?.report;
      if (!report || report.sent.length === 0) return undefined;
      const at = window.reports.length;
      const undone = new Map(
        report.sent.map(({ arn, name }) => [
          arn,
          { name, is: factOf(() => recordedBy(run, arn), to, from, theirsArn) },
        ]),
      );
      return {
        act: () => window.guarded(() => window.runner.undo()),
        claims: () => reported(window, at, undone),
      };
    },
  };
}

function setRecording(run: Run, channel: string, recordingConfigurationArn: string): void {
  const now = run.region.channels.get(channel);
  if (now) run.region.channels.replace(channel, { ...now, recordingConfigurationArn });
}

/** What a form tells when it is either done or not. */
function formClaim(told: FormTold | undefined): Claim["told"] {
  if (!told || told.kind === "broken") return "notDone";
  if (told.kind === "problems") {
    const all = textOf(told.problems);
    return /could not be determined|answer was lost/.test(all)
      ? "unknown"
      : /changed elsewhere/.test(all)
        ? "changedSince"
        : "notDone";
  }
  return "done";
}

function textOf(problems: Problems): string {
  return Object.values(problems).join(" ");
}

function shownBy(told: FormTold | undefined): string {
  if (!told) return "";
  if (told.kind === "problems") return textOf(told.problems);
  if (told.kind === "closed") return told.said;
  return told.kind === "broken" ? told.text : `${told.result.title}. ${told.result.text ?? ""}`;
}

/** Creating something, by its form. `made`: how many there are of it, the colleague's not counted. */
function createScene(
  window: EditorWindow,
  form: OpenedForm,
  made: () => number,
  bystanders: () => string[],
  again: string,
): Scene {
  let told: FormTold | undefined;
  const is = (): Fact => {
    const count = made();
    return count === 0 ? "before" : count === 1 ? "after" : "other";
  };
  const submit = async () => {
    told = await form.submit();
  };
  const claims = (): Claim[] => [{ about: "what is created", told: formClaim(told), is }];
  return {
    window,
    act: submit,
    claims,
    wrong() {
      const wrong = bystanders();
      if (formClaim(told) === "unknown" && form.button !== "Look Again")
        wrong.push(`Whether it was created is unknown, and the button says “${form.button}”.`);
      if (formClaim(told) === "notDone" && told?.kind === "problems" && form.button !== again)
        wrong.push(`It was not created, and the button says “${form.button}”.`);
      if (made() > 1) wrong.push("It was created twice.");
      return wrong;
    },
    cancel: () => form.cancel(),
    // Whoever was told that it was not done presses again; whoever was told nothing certain looks again.
    next: () => (told?.kind === "problems" ? { act: submit, claims } : undefined),
  };
}

/** Replacing a recording configuration, by its form. */
async function replaceScene(run: Run, bucket: string): Promise<Scene> {
  const { vod, channels, theirs, alpha, bystanders } = stage(run);
  const window = await run.window();
  const form = await run.do(window, () => window.open("changeRecording", [vod]));
  form.type({ bucket, interval: "30" });
  let told: FormTold | undefined;
  const news = () =>
    run.region.recordings.values().filter((each) => each.arn !== vod && each.name === "vod");
  let plan: string | undefined;
  const texts = () => window.screen.texts.join("\n");
  /** As it was: nothing new, all recorded by the old one. */
  const untouched = (): boolean =>
    news().length === 0 &&
    run.region.recordings.get(vod) !== undefined &&
    channels.every((arn) => [vod, theirs].includes(recordedBy(run, arn) ?? ""));
  const replaced = (): boolean => {
    const [one, ...more] = news();
    return (
      one !== undefined &&
      more.length === 0 &&
      run.region.recordings.get(vod) === undefined &&
      channels.every((arn) => [one.arn, theirs].includes(recordedBy(run, arn) ?? ""))
    );
  };
  const is = (): Fact => (replaced() ? "after" : untouched() ? "before" : "other");
  const ended = () =>
    /^(Changed vod|vod is as it was|The change of vod stopped|Taken back)/m.test(texts());
  const wait = async () => {
    // The form closes when it is under way; the rest is told by notifications.
    while (!ended()) await run.time.pause(500);
  };
  const claims = (): Claim[] => {
    const last = window.screen.texts.at(-1) ?? "";
    if (told && told.kind !== "closed")
      return [{ about: "the replacement", told: formClaim(told), is }];
    if (/^Changed vod/.test(last)) return [{ about: "the replacement", told: "done", is }];
    if (/^(vod is as it was|Taken back)/.test(last))
      return [{ about: "the replacement", told: "notDone", is }];
    // It stopped: anything goes, but that it can be gone on with.
    return [];
  };
  return {
    window,
    async act() {
      told = await form.submit();
      if (told.kind === "closed") await wait();
    },
    claims,
    wrong() {
      const wrong = bystanders();
      if (news().length > 1) wrong.push(`There are ${news().length} new configurations.`);
      const stranded = channels.filter((arn) => {
        const now = recordedBy(run, arn) ?? "";
        return now !== theirs && run.region.recordings.get(now) === undefined;
      });
      if (stranded.length > 0) wrong.push("A channel is recorded by nothing any more.");
      return wrong;
    },
    cancel: () => window.runner.cancel(),
    theirs: () => setRecording(run, alpha, theirs),
    theirsOn: alpha,
    kept: () => recordedBy(run, alpha) === theirs,
    next(way) {
      if (!/The change of vod stopped/.test(window.screen.texts.at(-1) ?? "")) return undefined;
      return {
        async act() {
          const kept = [...(await window.journal.own()), ...(await window.journal.abandoned())];
          const [first] = kept.filter(({ kind }) => kind === "recordings.replace");
          if (!first) throw new Error("It stopped, and there is nothing to go on with.");
          plan = first.id;
          const kind = window.replacements;
          await window.guarded(() => (way % 2 ? kind.takeBack(first) : kind.goOn(first)));
          if (way % 2 === 0 && plan) await run.time.pause(1);
        },
        claims,
      };
    },
  };
}

export const acts: readonly Act[] = [
  {
    name: "create channel",
    regions: HERE,
    async prepare(run) {
      const { archive, twinChannel, bystanders } = stage(run);
      const window = await run.window();
      const form = await run.do(window, () => window.open("createChannel", []));
      form.type({ name: "keynote", recordingArn: archive, tags: [{ key: "team", value: "a" }] });
      const made = () =>
        run.region.channels
          .values()
          .filter(({ arn, name }) => arn !== twinChannel && name === "keynote").length;
      return createScene(window, form, made, bystanders, "Create Channel");
    },
  },
  {
    name: "create configuration",
    regions: BOTH,
    async prepare(run) {
      const { twinRecording, bystanders } = stage(run);
      const window = await run.window();
      const form = await run.do(window, () => window.open("createRecording", []));
      form.type({ name: "fresh", bucket: "bucket-fresh" });
      const made = () =>
        run.region.recordings
          .values()
          .filter(({ arn, name }) => arn !== twinRecording && name === "fresh").length;
      return createScene(window, form, made, bystanders, "Create Recording Configuration");
    },
  },
  {
    name: "rename",
    regions: HERE,
    async prepare(run) {
      const { alpha, bystanders } = stage(run);
      const window = await run.window();
      const name = () => run.region.channels.get(alpha)?.name;
      const set = (next: string) => {
        const now = run.region.channels.get(alpha);
        if (now) run.region.channels.replace(alpha, { ...now, name: next });
      };
      const all = (before: string, after: string) =>
        new Map([[alpha, { name: "alpha", is: factOf(name, before, after, "theirs") }]]);
      return {
        window,
        async act() {
          window.screen.input = "omega";
          await window.command("ivs.channel.rename", [alpha]);
        },
        claims: () => reported(window, 0, all("alpha", "omega")),
        wrong: () => [...textFits(window, 0, window.screen.texts.join(" ")), ...bystanders()],
        cancel: () => window.runner.cancel(),
        theirs: () => set("theirs"),
        theirsOn: alpha,
        kept: () => name() === "theirs",
        next() {
          const at = window.reports.length;
          if ((window.reports.at(-1)?.report.sent.length ?? 0) === 0) return undefined;
          return {
            act: () => window.guarded(() => window.runner.undo()),
            claims: () => reported(window, at, all("omega", "alpha")),
          };
        },
      };
    },
  },
  {
    name: "edit settings and tags",
    regions: HERE,
    async prepare(run) {
      const { alpha, bystanders } = stage(run);
      const window = await run.window();
      const form = await run.do(window, () => window.open("editChannel", [alpha]));
      const rows = [
        { key: "team", value: "sport" },
        { key: "new", value: "2" },
      ];
      form.type({ name: "omega", latencyMode: "NORMAL", tags: rows });
      let told: FormTold | undefined;
      const now = () => run.region.channels.get(alpha);
      const mine = factOf(
        () => `${now()?.name} ${now()?.latencyMode}`,
        "alpha LOW",
        "omega NORMAL",
      );
      const settings = (): Fact => (now()?.name === "theirs" ? "theirs" : mine());
      // Tags are set and removed by two calls.
      const set = factOf(
        () => `${now()?.tags.team} ${now()?.tags.new}`,
        "news undefined",
        "sport 2",
      );
      const removal = factOf(() => now()?.tags.old, "1", undefined);
      return {
        window,
        async act() {
          told = await form.submit();
        },
        claims() {
          const all = formClaim(told);
          const shown = shownBy(told);
          const failed = /tags to be removed|tags were removed/.test(shown)
            ? 2
            : /except for the tags|tags were set/.test(shown)
              ? 1
              : 0;
          // What comes before the one that is told of was done; what comes after it was not begun.
          const is = [settings, set, removal];
          return ["the settings", "the tags", "the removal of a tag"].map((about, at) => ({
            about,
            told: all === "done" || at < failed ? "done" : at === failed ? all : "notDone",
            is: is[at] ?? settings,
          }));
        },
        wrong: bystanders,
        cancel: () => form.cancel(),
        theirs() {
          const channel = now();
          if (channel) run.region.channels.replace(alpha, { ...channel, name: "theirs" });
        },
        theirsOn: alpha,
        kept: () => now()?.name === "theirs",
        // Pressed again, it is done to the end, and its own half is not taken for somebody else's.
        next() {
          if (told?.kind !== "problems") return undefined;
          return {
            async act() {
              told = await form.submit();
            },
            claims: () => [
              { about: "the settings, again", told: formClaim(told), is: settings },
              { about: "the tags, again", told: formClaim(told), is: set },
              { about: "the removal of a tag, again", told: formClaim(told), is: removal },
            ],
          };
        },
      };
    },
  },
  {
    name: "attach by form",
    regions: HERE,
    async prepare(run) {
      const { vod, archive, theirs, alpha, beta, bystanders } = stage(run);
      const window = await run.window();
      const form = await run.do(window, () => window.open("attach", [alpha, beta]));
      form.type({ recordingArn: archive });
      let told: FormTold | undefined;
      const facts = new Map(
        [
          [alpha, "alpha"],
          [beta, "beta"],
        ].map(([arn = "", name = ""]) => [
          arn,
          { name, is: factOf(() => recordedBy(run, arn), vod, archive, theirs) },
        ]),
      );
      return {
        window,
        async act() {
          told = await form.submit();
        },
        claims: () => reported(window, 0, facts),
        wrong: () => {
          const all = reported(window, 0, facts).every(({ told: each }) => each === "done");
          const fits = all === (told?.kind === "closed");
          return [
            ...textFits(window, 0, shownBy(told)),
            ...(fits ? [] : [`The form says “${shownBy(told)}”, the report otherwise.`]),
            ...bystanders(),
          ];
        },
        cancel: () => form.cancel(),
        theirs: () => setRecording(run, alpha, theirs),
        theirsOn: alpha,
        kept: () => recordedBy(run, alpha) === theirs,
      };
    },
  },
  {
    name: "detach",
    regions: HERE,
    async prepare(run) {
      const { vod, theirs, alpha, beta, gamma, bystanders } = stage(run);
      const window = await run.window();
      const names = new Map([
        [alpha, "alpha"],
        [beta, "beta"],
        [gamma, "gamma"],
      ]);
      return moveScene(run, window, names, vod, "", bystanders, theirs, "ivs.channel.detach");
    },
  },
  {
    name: "bulk move",
    regions: HERE,
    async prepare(run) {
      const { vod, archive, theirs, bystanders } = stage(run);
      const names = new Map<string, string>();
      for (let number = 1; number <= 7; number++)
        names.set(run.channel(`cam-${number}`, vod), `cam-${number}`);
      const window = await run.window();
      return moveScene(run, window, names, vod, archive, bystanders, theirs, "ivs.channel.moveTo");
    },
  },
  {
    name: "undo",
    regions: HERE,
    async prepare(run) {
      const { vod, archive, theirs, alpha, beta, gamma, bystanders } = stage(run);
      const window = await run.window();
      const names = new Map([
        [alpha, "alpha"],
        [beta, "beta"],
        [gamma, "gamma"],
      ]);
      const moving = moveScene(
        run,
        window,
        names,
        vod,
        archive,
        bystanders,
        theirs,
        "ivs.channel.moveTo",
      );
      await run.do(window, () => moving.act());
      const undo = moving.next?.(0);
      if (!undo) throw new Error("There is nothing to undo.");
      const facts = new Map(
        [...names].map(([arn, name]) => [
          arn,
          { name, is: factOf(() => recordedBy(run, arn), archive, vod, theirs) },
        ]),
      );
      return {
        ...moving,
        act: undo.act,
        claims: () => reported(window, 1, facts),
        next: undefined,
      };
    },
  },
  {
    name: "waiting change",
    regions: HERE,
    async prepare(run) {
      const { vod, archive, theirs, alpha, bystanders } = stage(run);
      run.goLive(alpha);
      const window = await run.window();
      const form = await run.do(window, () => window.open("attach", [alpha]));
      form.type({ recordingArn: archive, live: "whenEnded" });
      await run.do(window, () => form.submit());
      const is = factOf(() => recordedBy(run, alpha), vod, archive, theirs);
      return {
        window,
        async act() {
          run.endStream(alpha);
          // It is tried again for as long as it takes; nobody waits for longer here.
          for (let waited = 0; waited < 1800 && window.applied.length === 0; waited += 5)
            await run.time.pause(5000);
        },
        claims() {
          const [applied] = window.applied;
          if (!applied) return [{ about: "alpha", told: "unknown", is }];
          const told =
            applied.kind === "done"
              ? "done"
              : applied.kind === "notDone" && applied.problem.kind === "changedSince"
                ? "changedSince"
                : "notDone";
          return [{ about: "alpha", told, is }];
        },
        wrong: () => [
          ...(window.applied.length > 1 ? ["It was told twice."] : []),
          ...(window.applied.length === 1 && window.waiting.all.length > 0
            ? ["It waits on, though it was told."]
            : []),
          ...bystanders(),
        ],
        theirs: () => setRecording(run, alpha, theirs),
        theirsOn: alpha,
        kept: () => recordedBy(run, alpha) === theirs,
      };
    },
  },
  ...["one channel", "several channels, one live"].map(
    (what, index): Act => ({
      name: `delete ${what}`,
      regions: HERE,
      async prepare(run) {
        const { alpha, beta, gamma, bystanders } = stage(run);
        const arns = index === 0 ? [alpha] : [alpha, beta, gamma];
        if (index === 1) run.goLive(beta);
        const window = await run.window();
        const form = await run.do(window, () => window.open("delete", arns));
        form.type({ confirm: "3 channels" });
        let told: FormTold | undefined;
        const names = ["alpha", "beta", "gamma"];
        const facts = new Map(
          arns.map((arn, at) => [
            arn,
            {
              name: names[at] ?? "",
              is: (): Fact => (run.region.channels.get(arn) ? "before" : "after"),
            },
          ]),
        );
        return {
          window,
          async act() {
            told = await form.submit();
          },
          claims: () =>
            told?.kind === "closed"
              ? [...facts.values()].map(({ name, is }) => ({ about: name, told: "done", is }))
              : reported(window, 0, facts),
          wrong: () => [
            ...(told?.kind === "broken" ? [] : textFits(window, 0, shownBy(told))),
            ...bystanders(),
          ],
          cancel: () => form.cancel(),
          next() {
            if (told?.kind !== "problems") return undefined;
            return {
              async act() {
                const another = await window.open("delete", arns);
                another.type({ confirm: "3 channels" });
                told = await another.submit();
              },
              claims: () =>
                told?.kind === "closed"
                  ? [...facts.values()].map(({ name, is }) => ({ about: name, told: "done", is }))
                  : [],
            };
          },
        };
      },
    }),
  ),
  ...["", ", one live"].map(
    (what, index): Act => ({
      name: `delete configuration with channels${what}`,
      regions: HERE,
      async prepare(run) {
        const { vod, theirs, channels, alpha, beta, bystanders } = stage(run);
        if (index === 1) run.goLive(beta);
        const window = await run.window();
        const form = await run.do(window, () => window.open("delete", [vod]));
        form.type({ confirm: "vod" });
        let told: FormTold | undefined;
        const names = ["alpha", "beta", "gamma"];
        const gone = (): Fact => (run.region.recordings.get(vod) ? "before" : "after");
        const facts = channels.map((arn, at) => ({
          arn,
          about: names[at] ?? "",
          is: factOf(() => recordedBy(run, arn), vod, "", theirs),
        }));
        const claims = (): Claim[] => {
          if (told?.kind === "closed")
            return [
              { about: "vod", told: "done", is: gone },
              ...facts.map(({ arn, about }) => ({
                about: `that ${about} is not recorded by vod`,
                told: "done" as const,
                is: (): Fact => (recordedBy(run, arn) === vod ? "before" : "after"),
              })),
            ];
          const report = window.reports.at(-1)?.report;
          const shown = shownBy(told);
          const lists = /not be changed back: ([^.\n]*)\./.exec(shown)?.[1] ?? "";
          const unsure =
            /determined whether these were changed back: ([^.\n]*)\./.exec(shown)?.[1] ?? "";
          const all: Claim[] = [
            {
              about: "vod",
              told: report?.unknown.some(({ step }) => step.arn === vod) ? "unknown" : "notDone",
              is: gone,
            },
          ];
          for (const { about, is } of facts) {
            const had = (list: string) => list.split(", ").includes(about);
            const doubt = report?.unknown.some(({ step }) => step.name === about);
            // What was detached is attached again, unless it is said otherwise, by name.
            if (had(lists)) all.push({ about: `${about} (not changed back)`, told: "done", is });
            else if (had(unsure) || (doubt && !report?.reversal))
              all.push({ about, told: "unknown", is });
            else all.push({ about, told: "notDone", is });
          }
          return all;
        };
        return {
          window,
          async act() {
            told = await form.submit();
          },
          claims,
          wrong: bystanders,
          cancel: () => form.cancel(),
          theirs: () => setRecording(run, alpha, theirs),
          theirsOn: alpha,
          kept: () => recordedBy(run, alpha) === theirs,
          next() {
            if (told?.kind !== "problems") return undefined;
            return {
              async act() {
                const another = await window.open("delete", [vod]);
                another.type({ confirm: "vod" });
                told = await another.submit();
              },
              claims: () => (told?.kind === "closed" ? claims() : []),
            };
          },
        };
      },
    }),
  ),
  {
    name: "replace",
    regions: BOTH,
    prepare: (run) => replaceScene(run, "bucket-next"),
  },
  {
    // Of another account: us-east-1 finds out late, other regions refuse it.
    name: "replace, with a bucket that can't be used",
    regions: BOTH,
    prepare: (run) => replaceScene(run, "private-next"),
  },
  ...["take back", "go on"].map(
    (what, way): Act => ({
      name: `${what} a replacement that stopped`,
      regions: HERE,
      async prepare(run) {
        const scene = await replaceScene(run, "bucket-next");
        // One channel was moved, the next is refused.
        const refusal = { name: "AccessDeniedException", status: 403, message: "No." };
        run.network.count();
        run.network.trouble = ({ operation, number }) =>
          operation === "UpdateChannel" && number === 2 ? { error: refusal } : undefined;
        await run.do(scene.window, () => scene.act());
        run.network.trouble = () => undefined;
        await run.do(scene.window, () => run.time.pause(30_000));
        const next = scene.next?.(1 - way);
        if (!next) throw new Error("It did not stop.");
        return { ...scene, act: next.act, claims: next.claims };
      },
    }),
  ),
];
