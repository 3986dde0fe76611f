import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Case, type FaultName, type Mode, runCase } from "./cases";
import type { Trouble } from "./network";
import type { EditorWindow } from "./window";
import { Run } from "./world";

/** Something that was once told falsely: what is wrong now, in words; nothing where all is well. */
export interface Point {
  readonly name: string;
  readonly run: () => Promise<readonly string[]>;
}

/** Cases of the matrix: "UpdateChannel 1 droppedAfter then same denied". */
function cases(act: string, lagMs: number, ...all: readonly string[]): () => Promise<string[]> {
  return async () => {
    const wrong: string[] = [];
    for (const text of all) {
      const [first = "", then = ""] = text.split(" then ");
      const [operation = "", number = "1", fault = ""] = first.split(" ");
      const [mode = "", second = ""] = then.split(" ");
      const one: Case = {
        act,
        region: "eu-west-1",
        lagMs,
        at: { operation, number: Number(number) },
        fault: fault as FaultName,
        ...(then && { second: { mode: mode as Mode, fault: second as FaultName } }),
        way: 0,
      };
      wrong.push(...(await runCase(one, true)).map((each) => `${text}: ${each}`));
    }
    return wrong;
  };
}

/** A run of its own. */
function story(
  tell: (run: Run, check: (holds: boolean, otherwise: string) => void) => Promise<void>,
  lagMs = 0,
): () => Promise<string[]> {
  return async () => {
    const run = await Run.begin("eu-west-1", lagMs);
    const wrong: string[] = [];
    const note = (error: unknown) => wrong.push(`Unhandled: ${error}`);
    process.on("unhandledRejection", note);
    try {
      await tell(run, (holds, otherwise) => {
        if (!holds) wrong.push(otherwise);
      });
      await run.time.pass(1000);
    } catch (error) {
      wrong.push(`It broke: ${(error as Error).stack}`);
    } finally {
      await run.end();
      process.off("unhandledRejection", note);
    }
    if (wrong.length > 0)
      wrong.push(...run.windows.map(({ screen }) => `Told: ${screen.texts.join(" / ")}`));
    return wrong;
  };
}

const denial: Trouble = {
  error: { name: "AccessDeniedException", status: 403, message: "Injected fault" },
};

const on =
  (operation: string, trouble: Trouble, from = 1, to = Number.POSITIVE_INFINITY) =>
  (call: { readonly operation: string; readonly number: number }) =>
    call.operation === operation && call.number >= from && call.number <= to ? trouble : undefined;

/** Moves channels to the configuration "archive" by the menu. */
async function move(run: Run, window: EditorWindow, channels: readonly string[]): Promise<void> {
  window.screen.choose = (items) => items.find(({ label }) => label.includes("archive"));
  run.network.count();
  await run.do(window, () => window.command("ivs.channel.moveTo", channels));
}

function recordedBy(run: Run, channels: readonly string[]): (string | undefined)[] {
  return channels.map((arn) => run.region.channels.get(arn)?.recordingConfigurationArn);
}

const seven = ["1", "2", "3", "4", "5", "6", "7"];

/** Changes the configuration by its form, and waits until it is told how that went. */
async function replace(run: Run, window: EditorWindow, arn: string): Promise<string> {
  const form = await run.do(window, () => window.open("changeRecording", [arn]));
  form.type({ bucket: "bucket-next" });
  run.network.count();
  const told = await run.do(window, () => form.submit());
  if (told.kind !== "closed") return JSON.stringify(told);
  await run.time.pass(120_000);
  return window.screen.texts.at(-1) ?? "";
}

const news = (run: Run, known: readonly string[]) =>
  run.region.recordings.values().filter(({ arn }) => !known.includes(arn));

/** Chooses "Go on" or "Take it back" of the only plan that was not finished. */
async function resume(run: Run, window: EditorWindow, way: string): Promise<void> {
  window.screen.choose = (items) => items.find(({ label }) => label.startsWith(way));
  await run.do(window, () => window.guarded(() => window.unfinished.resume()));
}

export const points: readonly Point[] = [
  {
    name: "1 what a removal detached is attached again, or named, when an answer is lost and the retry fails",
    run: cases(
      "delete configuration with channels",
      0,
      "UpdateChannel 2 droppedAfter then same denied",
      "UpdateChannel 3 truncated then same failed",
      "DeleteRecordingConfiguration 1 droppedAfter then same denied",
      "UpdateChannel 2 droppedAfter then outage droppedBefore",
    ),
  },
  {
    name: "2 a create whose answer was lost is looked for, and locked while nobody could look",
    run: cases(
      "create channel",
      3000,
      "CreateChannel 1 droppedAfter",
      "CreateChannel 1 late26",
      "CreateChannel 1 late40",
      "CreateChannel 1 droppedAfter then outage failed",
      "CreateChannel 1 droppedBefore then outage droppedBefore",
    ),
  },
  ...(
    [
      ["rename", "UpdateChannel"],
      ["attach by form", "UpdateChannel"],
      ["bulk move", "UpdateChannel"],
      ["detach", "UpdateChannel"],
      ["delete one channel", "DeleteChannel"],
      ["edit settings and tags", "TagResource"],
      ["edit settings and tags", "UntagResource"],
      ["waiting change", "UpdateChannel"],
    ] as const
  ).map(([act, operation]) => ({
    name: `3 a lost answer and a refused retry are told as what is so: ${act}, ${operation}`,
    run: cases(
      act,
      0,
      `${operation} 1 droppedAfter then same denied`,
      `${operation} 1 malformed then same invalid`,
      `${operation} 1 droppedBefore then same denied`,
    ),
  })),
  ...(
    [
      ["bulk move", "BatchGetChannel 1 theirs"],
      ["delete configuration with channels", "BatchGetChannel 2 theirs"],
      ["replace", "BatchGetChannel 1 theirs"],
      ["undo", "GetChannel 1 theirs"],
    ] as const
  ).map(([act, text]) => ({
    name: `4 what a colleague changed since is not overwritten: ${act}`,
    run: cases(act, 0, text),
  })),
  {
    name: "4 an update that lands late does not land after its own undo",
    run: cases("bulk move", 0, "UpdateChannel 1 late26", "UpdateChannel 7 late26"),
  },
  {
    name: "5 a replacement adopts and deletes nothing but its own",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const alpha = run.channel("alpha", vod);
      const window = await run.window();
      let twin = "";
      // The create never arrives; a colleague creates just the same at that moment.
      run.network.trouble = ({ operation, number }) => {
        const meanwhile = () => {
          twin = run.recording("vod", "bucket-next");
        };
        if (operation === "CreateRecordingConfiguration" && number === 1)
          return { drop: "before", meanwhile };
        return operation === "UpdateChannel" ? denial : undefined;
      };
      const told = await replace(run, window, vod);
      check(told.startsWith("vod is as it was"), `It was told: ${told}`);
      run.network.trouble = on("UpdateChannel", denial);
      await replace(run, window, vod);
      run.network.trouble = () => undefined;
      await resume(run, window, "Take it back");
      check(run.region.recordings.get(twin) !== undefined, "The colleague's is deleted.");
      check(recordedBy(run, [alpha])[0] === vod, "The channel is not where it was.");
      check(news(run, [vod, twin]).length === 0, "What was created is left.");
    }),
  },
  {
    name: "5 what somebody else may have created is offered, not claimed",
    run: story(async (run, check) => {
      const window = await run.window();
      const form = await run.do(window, () => window.open("createChannel", []));
      form.type({ name: "keynote" });
      run.network.trouble = ({ operation }) =>
        operation === "CreateChannel"
          ? { drop: "before", meanwhile: () => void run.channel("keynote") }
          : undefined;
      const told = await run.do(window, () => form.submit());
      const title = told.kind === "done" ? told.result.title : told.kind;
      check(title === "Channel Probably Created", `It was told: ${title}`);
    }),
  },
  ...["Go on", "Take it back"].map((way) => ({
    name: `6 a bulk move that was killed is offered by the next window: ${way}`,
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const archive = run.recording("archive");
      const channels = [...seven, ...seven].map((number, at) =>
        run.channel(`cam-${number}-${at}`, vod),
      );
      const window = await run.window();
      window.screen.choose = (items) => items.find(({ label }) => label.includes("archive"));
      run.network.count();
      run.network.trouble = ({ operation, number }) =>
        operation === "UpdateChannel" && number === 4
          ? { meanwhile: () => window.crash() }
          : undefined;
      void window.in(() => window.command("ivs.channel.moveTo", channels));
      await run.time.pass(60_000);
      run.network.trouble = () => undefined;
      const done = recordedBy(run, channels).filter((each) => each === archive).length;
      check(done > 0 && done < 14, `${done} of 14 were moved when it was killed.`);
      const next = await run.window();
      await run.do(next, () => next.unfinished.tell());
      const [told = ""] = next.screen.texts;
      check(
        told === "This was not finished: eu-west-1: Attaching 14 channels to archive.",
        `Told: ${told}`,
      );
      await resume(run, next, way);
      const to = way === "Go on" ? archive : vod;
      check(
        recordedBy(run, channels).every((each) => each === to),
        "It did not end as was said.",
      );
      // What returned to where it was is not told as something else.
      const last = next.screen.texts.at(-1) ?? "";
      const wanted = way === "Go on" ? "Attached 14 channels to archive." : "14 changes undone.";
      check(last === wanted, `Told: ${last}`);
      check((await next.journal.own()).length === 0, "The plan is kept still.");
    }),
  })),
  {
    name: "7 two windows keep their plans beside each other",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const archive = run.recording("archive");
      const [alpha, beta] = ["alpha", "beta"].map((name) => run.channel(name, vod));
      for (const arn of [alpha, beta]) run.goLive(arn ?? "");
      for (const arn of [alpha, beta]) {
        const window = await run.window();
        const form = await run.do(window, () => window.open("attach", [arn ?? ""]));
        form.type({ recordingArn: archive, live: "whenEnded" });
        await run.do(window, () => form.submit());
        await run.time.pass(100);
      }
      const third = await run.window();
      await run.do(third, () => run.time.hold(() => third.waiting.load()));
      check(third.waiting.all.length === 2, `${third.waiting.all.length} of 2 are kept.`);
    }),
  },
  {
    name: "8 a waiting change outlasts trouble at the stream's end",
    run: cases(
      "waiting change",
      0,
      "GetChannel 1 droppedBefore then outage droppedBefore",
      "UpdateChannel 1 throttled then outage failed",
      "UpdateChannel 1 droppedAfter then outage denied",
    ),
  },
  {
    name: "9 Retry while something runs is said, and offered again",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      run.recording("archive");
      const channels = seven.map((number) => run.channel(`cam-${number}`, vod));
      const window = await run.window();
      run.network.trouble = on("UpdateChannel", denial);
      const pause = run.time.pause(10_000);
      window.screen.press = "Retry";
      window.screen.choose = (items) => items.find(({ label }) => label.includes("archive"));
      await run.do(window, async () => {
        await window.command("ivs.channel.moveTo", channels);
        // Before the button is pressed, something else begins.
        await window.runner.work(() => pause).catch(() => {});
      });
      await run.time.pass(20_000);
      const offered = window.screen.said.filter(({ buttons }) => buttons.includes("Retry"));
      check(offered.length > 0, "It is not offered.");
    }),
  },
  {
    name: "9 an undo of which nothing came can be tried again",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      run.recording("archive");
      const channels = seven.map((number) => run.channel(`cam-${number}`, vod));
      const window = await run.window();
      await move(run, window, channels);
      run.network.trouble = on("UpdateChannel", denial);
      await run.do(window, () => window.guarded(() => window.runner.undo()));
      run.network.trouble = () => undefined;
      await run.do(window, () => window.guarded(() => window.runner.undo()));
      check(
        recordedBy(run, channels).every((each) => each === vod),
        "It was not undone.",
      );
    }),
  },
  {
    name: "10 a form that can't begin keeps what was typed",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const window = await run.window();
      const form = await run.do(window, () => window.open("changeRecording", [vod]));
      form.type({ interval: "30" });
      const busy = window.in(() => window.runner.work(() => run.time.pause(30_000)));
      const told = await run.do(window, () => form.submit());
      check(told.kind === "problems", `It was told: ${JSON.stringify(told)}`);
      check(form.values.interval === "30", "What was typed is lost.");
      await run.time.until(busy);
    }),
  },
  {
    name: "10 the edit form says which part was saved, and does not take it for somebody else's",
    run: cases(
      "edit settings and tags",
      0,
      "TagResource 1 denied",
      "UntagResource 1 denied",
      "UpdateChannel 1 droppedAfter then outage failed",
    ),
  },
  {
    name: "11 where reads lag, undo undoes, and what was detached is attached again",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      run.recording("archive");
      const channels = seven.map((number) => run.channel(`cam-${number}`, vod));
      const window = await run.window();
      await move(run, window, channels);
      await run.do(window, () => window.guarded(() => window.runner.undo()));
      check(
        recordedBy(run, channels).every((each) => each === vod),
        "It was not undone.",
      );
    }, 3000),
  },
  {
    name: "11 where reads lag, a replacement that is resumed right after its create makes no second",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      run.channel("alpha", vod);
      const window = await run.window();
      const form = await run.do(window, () => window.open("changeRecording", [vod]));
      form.type({ bucket: "bucket-next" });
      // The window is killed while the answer is on its way.
      run.network.trouble = ({ operation }) =>
        operation === "CreateRecordingConfiguration"
          ? { meanwhile: () => window.crash() }
          : undefined;
      void window.in(() => form.submit());
      await run.time.pass(200);
      run.network.trouble = () => undefined;
      const next = await run.window();
      await resume(run, next, "Go on");
      await run.time.pass(60_000);
      const created = run.network.calls.filter(
        (each) => each.operation === "CreateRecordingConfiguration",
      );
      check(created.length === 1, `${created.length} were created.`);
      check(/^Changed vod/.test(next.screen.texts.at(-1) ?? ""), "It was not changed.");
    }, 3000),
  },
  {
    name: "12 nothing is said to be tried again that is not",
    run: story(async (run, check) => {
      const alpha = run.channel("alpha");
      const window = await run.window();
      run.network.trouble = on("UpdateChannel", {
        error: { name: "ThrottlingException", status: 429, message: "Rate exceeded" },
      });
      window.screen.input = "omega";
      await run.do(window, () => window.command("ivs.channel.rename", [alpha]));
      const text = window.screen.texts.join(" ");
      check(/is throttling calls/.test(text), `It was told: ${text}`);
      check(!/trying again/.test(text), `It was told: ${text}`);
    }),
  },
  {
    name: "15 a replacement that was refused is not unfinished",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const window = await run.window();
      run.network.trouble = on("CreateRecordingConfiguration", denial);
      const told = await replace(run, window, vod);
      check(told.startsWith("vod is as it was"), `It was told: ${told}`);
      check((await window.journal.own()).length === 0, "It is kept still.");
    }),
  },
  {
    name: "15 a replacement whose new configuration was deleted elsewhere can be gone on with",
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const alpha = run.channel("alpha", vod);
      const window = await run.window();
      run.network.trouble = on("UpdateChannel", denial);
      const told = await replace(run, window, vod);
      check(told.startsWith("The change of vod stopped"), `It was told: ${told}`);
      run.network.trouble = () => undefined;
      const [made] = news(run, [vod]);
      if (made) run.region.recordings.delete(made.arn);
      await run.time.pass(60_000);
      await resume(run, window, "Go on");
      await run.time.pass(60_000);
      const [again, ...more] = news(run, [vod]);
      check(again !== undefined && more.length === 0, "There is not just one new one.");
      check(recordedBy(run, [alpha])[0] === again?.arn, "The channel was not moved.");
    }),
  },
  ...[1, 3].map((count) => ({
    name: `15 a removal that was killed and taken back is not unfinished: ${count} detached`,
    run: story(async (run, check) => {
      const vod = run.recording("vod");
      const channels = seven.slice(0, count).map((number) => run.channel(`cam-${number}`, vod));
      const window = await run.window();
      const form = await run.do(window, () => window.open("delete", [vod]));
      form.type({ confirm: "vod" });
      run.network.trouble = ({ operation }) =>
        operation === "DeleteRecordingConfiguration"
          ? { drop: "before", meanwhile: () => window.crash() }
          : undefined;
      void window.in(() => form.submit());
      await run.time.pass(60_000);
      run.network.trouble = () => undefined;
      const next = await run.window();
      await resume(run, next, "Take it back");
      check(
        recordedBy(run, channels).every((each) => each === vod),
        "They are not attached again.",
      );
      check((await next.journal.own()).length === 0, "It is kept still.");
    }),
  })),
  {
    name: "15 what an older or newer extension kept is left alone",
    run: story(async (run, check) => {
      writeFileSync(
        path.join(run.folder, "old.1-old.json"),
        '{"version":0,"kind":"channels.change"}',
      );
      writeFileSync(path.join(run.folder, "bad.1-bad.json"), "{");
      const window = await run.window();
      await run.do(window, () => run.time.hold(() => window.waiting.load()));
      await run.do(window, () => window.unfinished.tell());
      check(window.screen.texts.length === 0, "Something was said of it.");
    }),
  },
];
